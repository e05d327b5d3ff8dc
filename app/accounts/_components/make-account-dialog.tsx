'use client';

import { Button, Group, Modal, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCreateUser } from '@/app/_api/hooks/accounts';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { Role } from '@/lib/shared/common';
import { limits } from '@/lib/shared/limits';
import { roleOf, roles } from './roles';

const blank = { name: '', email: '', role: 'student' as Role, password: '' };

/** Asks for what an account has. What was typed is still there when it is opened again. */
export function MakeAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations('accounts');
  const roleText = useTranslations('account.role');
  const common = useTranslations('common');
  const create = useCreateUser();
  const [form, setForm] = useState(blank);
  const set = (part: Partial<typeof blank>) => setForm((before) => ({ ...before, ...part }));
  const problem = (field: string) => create.error?.fieldError(field);
  return (
    <Modal opened={opened} onClose={onClose} title={t('make')} closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(form, {
            onSuccess: ({ email }) => {
              void notify('done', t('created', { email }));
              setForm(blank);
              onClose();
            },
          });
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('name')}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={problem('name')}
            autoComplete="off"
            data-autofocus
          />
          <TextInput
            label={t('email')}
            type="email"
            value={form.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            error={problem('email')}
            autoComplete="off"
          />
          <NativeSelect
            label={t('role')}
            value={form.role}
            onChange={(event) => set({ role: roleOf(event.currentTarget.value) ?? 'student' })}
            data={roles.map((value) => ({ value, label: roleText(value) }))}
          />
          <PasswordInput
            label={t('password')}
            description={t('passwordHint', { min: limits.passwordMinChars })}
            value={form.password}
            onChange={(event) => set({ password: event.currentTarget.value })}
            error={problem('password')}
            autoComplete="new-password"
          />
          <FormError error={create.error && create.error.errors.length === 0 ? create.error : null} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              {t('makeSubmit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

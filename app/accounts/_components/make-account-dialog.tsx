'use client';

import { Button, Group, Modal, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCreateUser } from '@/app/_api/hooks/accounts';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import { createUserSchema } from '@/lib/shared/accounts';
import type { Role } from '@/lib/shared/common';
import { limits } from '@/lib/shared/limits';
import { roles } from './roles';

/** Asks for what an account has. What was typed is still there when it is opened again. */
export function MakeAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations('accounts');
  const roleText = useTranslations('account.role');
  const common = useTranslations('common');
  const create = useCreateUser();
  const form = useApiForm({
    initialValues: { name: '', email: '', role: 'student' as Role, password: '' },
    toBody: (values) => values,
    check: useSchemaCheck(createUserSchema),
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t('make')} closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        method="post"
        noValidate
        onSubmit={form.onSubmit((body) =>
          create.mutate(body, {
            onSuccess: ({ email }) => {
              void notify('done', t('created', { email }));
              form.reset();
              onClose();
            },
            onError: form.refuse,
          }),
        )}
      >
        <Stack gap="md">
          <TextInput label={t('name')} {...form.getInputProps('name')} autoComplete="off" data-autofocus />
          <TextInput label={t('email')} type="email" {...form.getInputProps('email')} autoComplete="off" />
          <NativeSelect
            label={t('role')}
            {...form.getInputProps('role')}
            data={roles.map((value) => ({ value, label: roleText(value) }))}
          />
          <PasswordInput
            label={t('password')}
            description={t('passwordHint', { min: limits.passwordMinChars })}
            {...form.getInputProps('password')}
            autoComplete="new-password"
          />
          <FormError error={create.error} fields />
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

'use client';

import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCreateUser } from '@/app/_api/hooks/accounts';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import { createUserSchema } from '@/lib/shared/accounts';
import type { Role } from '@/lib/shared/common';
import { limits } from '@/lib/shared/limits';
import { roles } from './roles';

/** Asks for what an account has. What was typed is still there when it is opened again. */
export function MakeAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations('accounts');
  const roleText = useTranslations('account.role');
  const create = useCreateUser();
  const form = useApiForm({
    initialValues: { name: '', email: '', role: 'student' as Role, password: '' },
    toBody: (values) => values,
    check: useSchemaCheck(createUserSchema),
  });
  if (!opened) return null;
  return (
    <FormDialog
      title={t('make')}
      submit={t('makeSubmit')}
      busy={create.isPending}
      error={create.error}
      fields
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
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

'use client';

import { Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useSaveClassSignIn, useSaveOwnSignIn } from '@/app/_api/hooks/registry-sign-ins';
import { saveRegistrySignInSchema } from '@/lib/shared/registry-sign-ins';
import { CommandLine } from '../copy';
import { useErrorText } from '../error-text';
import { FormDialog } from '../form-dialog';
import { useApiForm } from '../forms/use-api-form';
import { useSchemaCheck } from '../forms/use-schema-check';
import { notify } from '../notify';
import { SecretField } from '../secret-field';
import { loginCommand } from './login-command';

export interface SignInDialogProps {
  /** Whose it becomes: the class's, or without one the reader's own. */
  classId: string | null;
  host?: string;
  user?: string;
  /** The node that tries it. */
  node?: string;
  onSaved?: () => void;
  onClose: () => void;
}

/** A sign-in to a registry, tried before it is stored. What was typed stays when it is refused. */
export function SignInDialog({ classId, host = '', user = '', node, onSaved, onClose }: SignInDialogProps) {
  const t = useTranslations('registry.signIns');
  const errorText = useErrorText();
  const own = useSaveOwnSignIn();
  const ofClass = useSaveClassSignIn(classId ?? '');
  const save = classId === null ? own : ofClass;
  const form = useApiForm({
    initialValues: { host, user, password: '' },
    toBody: (values) => ({ ...values, ...(node !== undefined && { node }) }),
    check: useSchemaCheck(saveRegistrySignInSchema, { host: t('hostWrong') }),
  });
  const { values, getInputProps } = form;
  return (
    <FormDialog
      title={t(classId === null ? 'titleOwn' : 'titleClass')}
      submit={t('submit')}
      busy={save.isPending}
      error={save.error}
      onChange={() => save.reset()}
      onSubmit={form.onSubmit((body) =>
        save.mutate(body, {
          onSuccess: ({ host: at, unchecked }) => {
            const told = unchecked === null ? t('saved', { host: at }) : t('unchecked', { host: at, why: errorText(unchecked) });
            void notify('done', told);
            onSaved?.();
            onClose();
          },
          onError: form.refuse,
        }),
      )}
      onClose={onClose}
    >
      <Text size="sm">{t(classId === null ? 'aboutOwn' : 'aboutClass')}</Text>
      <TextInput
        label={t('host')}
        description={t('hostHint')}
        {...getInputProps('host')}
        styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...(host === '' && { 'data-autofocus': true })}
      />
      <TextInput
        label={t('user')}
        {...getInputProps('user')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...(host !== '' && { 'data-autofocus': true })}
      />
      <SecretField label={t('password')} description={t('passwordHint')} {...getInputProps('password')} />
      <div>
        <Text size="sm" mb={4}>
          {t('typed')}
        </Text>
        <CommandLine command={loginCommand(values.host, values.user)} />
      </div>
    </FormDialog>
  );
}

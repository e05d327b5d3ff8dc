'use client';

import { Checkbox } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useChangeClassRootLogins } from '@/app/_api/hooks/root-login';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { SecretField } from '@/app/_components/secret-field';
import { classRootLoginSchema, type NodeOutcome, type RootLoginDto } from '@/lib/shared/root-login';

interface Props {
  classId: string;
  items: RootLoginDto[];
  onStarted: (outcomes: NodeOutcome[]) => void;
  onClose: () => void;
}

/** Sets the root login up on every node that is not done. */
export function SetUpAll({ classId, items, onStarted, onClose }: Props) {
  const t = useTranslations('rootLogin.class');
  const change = useChangeClassRootLogins(classId);
  const open = items.filter((item) => !item.rootLogin);
  const form = useApiForm({
    initialValues: { rootPassword: '', remember: false },
    toBody: ({ rootPassword, remember }) => ({
      action: 'set-up' as const,
      remember,
      ...(open.length > 0 && { nodes: open.map((item) => item.nodeId) }),
      ...(rootPassword !== '' && { rootPassword }),
    }),
    check: useSchemaCheck(classRootLoginSchema),
  });
  const without = open.filter((item) => !item.knowsRootPassword && item.way === null).length;
  return (
    <FormDialog
      title={t('allTitle')}
      submit={t('start')}
      busy={change.isPending}
      error={change.error}
      onSubmit={form.onSubmit((body) =>
        change.mutate(body, { onSuccess: (list) => onStarted(list.items), onError: form.refuse }),
      )}
      onClose={onClose}
    >
      <p>{t('allText')}</p>
      <SecretField
        label={t('password')}
        description={t('passwordHint', { count: without })}
        {...form.getInputProps('rootPassword')}
      />
      <Checkbox
        label={t('remember')}
        {...form.getInputProps('remember', { type: 'checkbox' })}
        disabled={form.values.rootPassword === ''}
      />
    </FormDialog>
  );
}

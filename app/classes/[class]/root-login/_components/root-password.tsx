'use client';

import { Checkbox, Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useSetClassRootPassword } from '@/app/_api/hooks/root-login';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { SecretField } from '@/app/_components/secret-field';
import { type NodeOutcome, setRootPasswordSchema } from '@/lib/shared/root-login';

interface Props {
  classId: string;
  onDone: (outcomes: NodeOutcome[]) => void;
  onClose: () => void;
}

/** Unlocks root, or sets its password, on every node of the class. */
export function RootPassword({ classId, onDone, onClose }: Props) {
  const t = useTranslations('rootLogin.class');
  const apply = useSetClassRootPassword(classId);
  const form = useApiForm({
    initialValues: { kind: 'set' as 'set' | 'unlock', rootPassword: '', remember: false },
    toBody: ({ kind, rootPassword, remember }) =>
      kind === 'set' ? { rootPassword, remember } : { rootPassword: null, remember: false },
    check: useSchemaCheck(setRootPasswordSchema, { rootPassword: t('newPasswordMissing') }),
  });
  return (
    <FormDialog
      title={t('rootPasswordTitle')}
      submit={t('apply')}
      busy={apply.isPending}
      error={apply.error}
      onSubmit={form.onSubmit((body) => apply.mutate(body, { onSuccess: (list) => onDone(list.items), onError: form.refuse }))}
      onClose={onClose}
    >
      <p>{t('rootPasswordText')}</p>
      <Radio.Group {...form.getInputProps('kind')}>
        <Stack gap="xs">
          <Radio value="set" label={t('setPassword')} />
          <Radio value="unlock" label={t('unlockOnly')} />
        </Stack>
      </Radio.Group>
      {form.values.kind === 'set' && (
        <>
          <SecretField label={t('newPassword')} {...form.getInputProps('rootPassword')} />
          <Checkbox label={t('remember')} {...form.getInputProps('remember', { type: 'checkbox' })} />
        </>
      )}
    </FormDialog>
  );
}

'use client';

import { Button, Checkbox, Group, Modal, Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useSetClassRootPassword } from '@/app/_api/hooks/root-login';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
import { type NodeOutcome, setRootPasswordSchema } from '@/lib/shared/root-login';

interface Props {
  classId: string;
  onDone: (outcomes: NodeOutcome[]) => void;
  onClose: () => void;
}

/** Unlocks root, or sets its password, on every node of the class. */
export function RootPassword({ classId, onDone, onClose }: Props) {
  const t = useTranslations('rootLogin.class');
  const common = useTranslations('common');
  const apply = useSetClassRootPassword(classId);
  const form = useApiForm({
    initialValues: { kind: 'set' as 'set' | 'unlock', rootPassword: '', remember: false },
    toBody: ({ kind, rootPassword, remember }) =>
      kind === 'set' ? { rootPassword, remember } : { rootPassword: null, remember: false },
    check: useSchemaCheck(setRootPasswordSchema, { rootPassword: t('newPasswordMissing') }),
  });
  return (
    <Modal opened onClose={onClose} title={t('rootPasswordTitle')} centered closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={form.onSubmit((body) => apply.mutate(body, { onSuccess: (list) => onDone(list.items), onError: form.refuse }))}
      >
        <Stack gap="md">
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
          <FormError error={apply.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={apply.isPending}>
              {t('apply')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

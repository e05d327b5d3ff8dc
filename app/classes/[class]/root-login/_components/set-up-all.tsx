'use client';

import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useChangeClassRootLogins } from '@/app/_api/hooks/root-login';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
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
  const common = useTranslations('common');
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
    <Modal opened onClose={onClose} title={t('allTitle')} centered closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={form.onSubmit((body) =>
          change.mutate(body, { onSuccess: (list) => onStarted(list.items), onError: form.refuse }),
        )}
      >
        <Stack gap="md">
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
          <FormError error={change.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('start')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

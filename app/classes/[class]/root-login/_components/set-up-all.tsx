'use client';

import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useChangeClassRootLogins } from '@/app/_api/hooks/root-login';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
import type { NodeOutcome, RootLoginDto } from '@/lib/shared/root-login';

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
  const [rootPassword, setRootPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const open = items.filter((item) => !item.rootLogin);
  const without = open.filter((item) => !item.knowsRootPassword && item.way === null).length;
  return (
    <Modal opened onClose={onClose} title={t('allTitle')} centered closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            {
              action: 'set-up',
              remember,
              ...(open.length > 0 && { nodes: open.map((item) => item.nodeId) }),
              ...(rootPassword !== '' && { rootPassword }),
            },
            { onSuccess: (list) => onStarted(list.items) },
          );
        }}
      >
        <Stack gap="md">
          <p>{t('allText')}</p>
          <SecretField
            label={t('password')}
            description={t('passwordHint', { count: without })}
            value={rootPassword}
            onChange={(event) => setRootPassword(event.currentTarget.value)}
            error={change.error?.fieldError('rootPassword')}
          />
          <Checkbox
            label={t('remember')}
            checked={remember}
            disabled={rootPassword === ''}
            onChange={(event) => setRemember(event.currentTarget.checked)}
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

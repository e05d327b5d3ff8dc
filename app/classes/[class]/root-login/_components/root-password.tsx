'use client';

import { Button, Checkbox, Group, Modal, Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSetClassRootPassword } from '@/app/_api/hooks/root-login';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
import type { NodeOutcome } from '@/lib/shared/root-login';

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
  const [kind, setKind] = useState<'set' | 'unlock'>('set');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const [tried, setTried] = useState(false);
  const missing = kind === 'set' && tried && password === '';
  return (
    <Modal opened onClose={onClose} title={t('rootPasswordTitle')} centered closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (kind === 'set' && password === '') return;
          apply.mutate(
            { rootPassword: kind === 'set' ? password : null, remember: kind === 'set' && remember },
            { onSuccess: (list) => onDone(list.items) },
          );
        }}
      >
        <Stack gap="md">
          <p>{t('rootPasswordText')}</p>
          <Radio.Group value={kind} onChange={(value) => setKind(value === 'unlock' ? 'unlock' : 'set')}>
            <Stack gap="xs">
              <Radio value="set" label={t('setPassword')} />
              <Radio value="unlock" label={t('unlockOnly')} />
            </Stack>
          </Radio.Group>
          {kind === 'set' && (
            <>
              <SecretField
                label={t('newPassword')}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                error={missing ? t('newPasswordMissing') : apply.error?.fieldError('rootPassword')}
              />
              <Checkbox label={t('remember')} checked={remember} onChange={(event) => setRemember(event.currentTarget.checked)} />
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

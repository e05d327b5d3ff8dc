'use client';

import { Button, Group, Stack } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { DataTable } from '@/app/_components/data-table';
import { Dialog } from '@/app/_components/dialog';
import type { StartedOperation } from '@/lib/shared/operations';

/** Shown once: the panel keeps them for the nodes alone, sealed. */
export function PasswordsDialog({ passwords, onClose }: { passwords: StartedOperation['passwords']; onClose: () => void }) {
  const t = useTranslations('operations.passwords');
  const common = useTranslations('common');
  const download = () => {
    const rows = passwords.map(({ nodeName, user, password }) => `${nodeName},${user},${password}`);
    const url = URL.createObjectURL(new Blob([`node,user,password\n${rows.join('\n')}\n`], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'passwords.csv';
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Dialog title={t('title')} size="lg" holds onClose={onClose}>
      <Stack gap="md">
        <p>{t('text')}</p>
        <DataTable
          caption={t('title')}
          rows={passwords}
          rowKey={({ nodeName, user }) => `${nodeName} ${user}`}
          scrolls
          columns={[
            { key: 'node', header: t('node'), cell: ({ nodeName }) => nodeName },
            { key: 'user', header: t('user'), cell: ({ user }) => user },
            { key: 'password', header: t('password'), cell: ({ password }) => <code>{password}</code> },
          ]}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
          <Button data-default-button leftSection={<Download size={16} aria-hidden />} onClick={download}>
            {t('download')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

'use client';

import { Button, Group, Modal, Stack } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import page from '@/app/_components/page.module.css';
import type { StartedOperation } from '@/lib/shared/operations';
import classes from './prepare.module.css';

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
    <Modal
      opened
      onClose={onClose}
      title={t('title')}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="md">
        <p>{t('text')}</p>
        <div className={`${page.tableBox} ${classes.passwords}`}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('node')}</th>
                <th scope="col">{t('user')}</th>
                <th scope="col">{t('password')}</th>
              </tr>
            </thead>
            <tbody>
              {passwords.map(({ nodeName, user, password }) => (
                <tr key={`${nodeName} ${user}`}>
                  <th scope="row">{nodeName}</th>
                  <td data-label={t('user')}>{user}</td>
                  <td data-label={t('password')}>
                    <code>{password}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <Group justify="flex-end">
          <Button leftSection={<Download size={16} aria-hidden />} onClick={download}>
            {t('download')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

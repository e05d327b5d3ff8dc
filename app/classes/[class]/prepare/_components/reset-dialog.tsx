'use client';

import { useTranslations } from 'next-intl';
import type { ApiError } from '@/app/_api/client';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';

interface Props {
  cls: string;
  count: number;
  busy: boolean;
  error: ApiError | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** What students made goes for good, so the name of the class is typed. */
export function ResetDialog({ cls, count, busy, error, onConfirm, onClose }: Props) {
  const t = useTranslations('operations.reset');
  return (
    <ConfirmDialog
      title={t('title', { count })}
      submit={t('submit')}
      typed={{ text: cls, label: t('type', { text: cls }) }}
      busy={busy}
      error={error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {t('text')}
    </ConfirmDialog>
  );
}

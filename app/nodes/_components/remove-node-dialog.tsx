'use client';

import { useTranslations } from 'next-intl';
import { useDeleteNode } from '@/app/_api/hooks/nodes';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { notify } from '@/app/_components/notify';
import type { NodeDto } from '@/lib/shared/nodes';

/** The credential is gone for good, so the name is typed. */
export function RemoveNodeDialog({ node, onClose, onRemoved }: { node: NodeDto; onClose: () => void; onRemoved?: () => void }) {
  const t = useTranslations('nodes');
  const remove = useDeleteNode(node.id);
  return (
    <ConfirmDialog
      title={t('remove.title', { name: node.name })}
      submit={t('remove.submit')}
      typed={{ text: node.name, label: t('remove.type', { name: node.name }) }}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            void notify('done', t('done.removed', { name: node.name }));
            onClose();
            onRemoved?.();
          },
        })
      }
    >
      {t('remove.text')}
    </ConfirmDialog>
  );
}

'use client';

import { Checkbox, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDeleteNode } from '@/app/_api/hooks/nodes';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { notify } from '@/app/_components/notify';
import type { NodeDto } from '@/lib/shared/nodes';

/** The credential is gone for good, so the name is typed. The panel's key for root leaves the machine first, where it is on it. */
export function RemoveNodeDialog({ node, onClose, onRemoved }: { node: NodeDto; onClose: () => void; onRemoved?: () => void }) {
  const t = useTranslations('nodes');
  const remove = useDeleteNode(node.id);
  const hasKey = node.rootLoginStage === 'done';
  const [takeBack, setTakeBack] = useState(true);
  return (
    <ConfirmDialog
      title={t('remove.title', { name: node.name })}
      submit={t('remove.submit')}
      typed={{ text: node.name, label: t('remove.type', { name: node.name }) }}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { takeBack: takeBack ? 'true' : 'false' },
          {
            onSuccess: () => {
              void notify('done', t('done.removed', { name: node.name }));
              onClose();
              onRemoved?.();
            },
          },
        )
      }
    >
      <Stack gap="sm">
        <p>{t('remove.text')}</p>
        {hasKey && (
          <Checkbox
            label={t('remove.takeBack')}
            description={t('remove.takeBackHint')}
            checked={takeBack}
            onChange={(event) => setTakeBack(event.currentTarget.checked)}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}

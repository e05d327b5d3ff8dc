'use client';

import { Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type PruneScope, usePruneImages, usePrunePlan } from '@/app/_api/hooks/images';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { formatBytes } from '@/app/_components/format';
import { notify } from '@/app/_components/notify';
import { useTold } from '@/app/_components/use-told';
import { nameOf, pruneCommand } from './image-commands';
import classes from './images.module.css';

const scopes: PruneScope[] = ['dangling', 'unused'];

/** Names what a dry run found, with the bytes, and removes no more than that. */
export function PruneImagesDialog({ nodeId, onClose }: { nodeId: string; onClose: () => void }) {
  const t = useTranslations('images.prune');
  const [scope, setScope] = useState<PruneScope>('dangling');
  const plan = usePrunePlan(nodeId, scope);
  const prune = usePruneImages(nodeId);
  const tell = useTold();
  const images = plan.data?.removed ?? [];
  return (
    <ConfirmDialog
      title={t('title')}
      submit={t('submit', { count: images.length })}
      command={pruneCommand(scope)}
      busy={prune.isPending}
      goesOn
      error={prune.error ?? plan.error}
      disabled={images.length === 0}
      onClose={onClose}
      onConfirm={() =>
        prune.mutate(
          { scope, only: images.map(({ id }) => id).slice(0, 500) },
          {
            onSuccess: ({ removed, kept, bytes }) => {
              const size = bytes === null ? t('someBytes') : formatBytes(bytes);
              const text = t('done', { removed: removed.length, kept: kept.length, size });
              if (kept.length === 0) tell(text, pruneCommand(scope));
              else void notify('error', text);
              onClose();
            },
          },
        )
      }
    >
      <Stack gap="sm">
        <Radio.Group label={t('scope')} value={scope} onChange={(value) => setScope(value as PruneScope)}>
          <Stack gap={6} mt={6}>
            {scopes.map((each) => (
              <Radio key={each} value={each} label={t(each)} />
            ))}
          </Stack>
        </Radio.Group>
        {plan.data && (
          <>
            <p role="status">
              {images.length === 0
                ? t('nothing')
                : plan.data.bytes === null
                  ? t('planUnknown', { count: images.length })
                  : t('plan', { count: images.length, size: formatBytes(plan.data.bytes) })}
            </p>
            <ul className={classes.pruned}>
              {images.map((image) => (
                <li key={image.id}>
                  <code>{image.tags.join(', ') || nameOf(image)}</code> {formatBytes(image.sizeBytes)}
                </li>
              ))}
            </ul>
          </>
        )}
      </Stack>
    </ConfirmDialog>
  );
}

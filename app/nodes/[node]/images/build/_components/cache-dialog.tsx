'use client';

import { Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useBuildCache, useBuildCachePlan, usePruneBuildCache } from '@/app/_api/hooks/builds';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import { useTold } from '@/app/_components/use-told';
import images from '@/app/nodes/[node]/images/_components/images.module.css';

const listed = 50;

/** What builds keep on the node, and how much of it a dry run would remove. */
export function CacheDialog({ nodeId, onClose }: { nodeId: string; onClose: () => void }) {
  const t = useTranslations('images.build.cache');
  const [all, setAll] = useState(false);
  const cache = useBuildCache(nodeId);
  const plan = useBuildCachePlan(nodeId, all);
  const prune = usePruneBuildCache(nodeId);
  const tell = useTold();
  const command = dockerCommand('builder', 'prune', ...(all ? ['-a'] : []));
  const items = cache.data?.items ?? [];
  const total = items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <ConfirmDialog
      title={t('title')}
      submit={t('submit')}
      command={command}
      busy={prune.isPending}
      goesOn
      error={prune.error ?? plan.error ?? cache.error}
      disabled={!plan.data || plan.data.records === 0}
      onClose={onClose}
      onConfirm={() =>
        prune.mutate(all, {
          onSuccess: ({ records, bytes }) => {
            tell(t('done', { count: records, size: formatBytes(bytes) }), command);
            onClose();
          },
        })
      }
    >
      <Stack gap="sm">
        {cache.data && <p>{t('total', { count: items.length, size: formatBytes(total) })}</p>}
        {cache.data?.builder === 'classic' && <p>{t('classic')}</p>}
        {items.length > 0 && (
          <ul className={images.pruned}>
            {items.slice(0, listed).map(({ id, description, type, sizeBytes, inUse, shared }) => (
              <li key={id}>
                <code>{description || type}</code> {formatBytes(sizeBytes)}
                {inUse && ` · ${t('inUse')}`}
                {shared && ` · ${t('shared')}`}
              </li>
            ))}
          </ul>
        )}
        <Radio.Group label={t('scope')} value={String(all)} onChange={(value) => setAll(value === 'true')}>
          <Stack gap={6} mt={6}>
            <Radio value="false" label={t('unused')} />
            <Radio value="true" label={t('all')} />
          </Stack>
        </Radio.Group>
        {plan.data && (
          <p role="status">
            {plan.data.records === 0 ? t('nothing') : t('plan', { count: plan.data.records, size: formatBytes(plan.data.bytes) })}
          </p>
        )}
      </Stack>
    </ConfirmDialog>
  );
}

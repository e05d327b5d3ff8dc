'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useVolumes } from '@/app/_api/hooks/volumes';
import { CommandStrip } from '@/app/_components/command-strip';
import { EmptyState } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { NodeList } from '@/app/nodes/[node]/_components/node-list';
import { VolumeTable } from './volume-table';

const CreateVolumeDialog = dynamic(async () => (await import('./volume-dialogs')).CreateVolumeDialog, { ssr: false });
const PruneVolumesDialog = dynamic(async () => (await import('./volume-dialogs')).PruneVolumesDialog, { ssr: false });

/** All volumes of a node, and who mounts them. */
export function Volumes() {
  const t = useTranslations('volumes');
  const { id } = usePageNode();
  return (
    <NodeList
      kind="volume"
      texts={{ title: t('title'), filter: t('filter'), create: t('action.create'), prune: t('action.prune') }}
      count={(total, unused) => t('count', { total, unused })}
      query={useVolumes(id)}
      wordsOf={({ name, usedBy }) => [name, ...usedBy.map((container) => container.name)]}
      isUnused={({ usedBy }) => usedBy.length === 0}
      empty={<EmptyState title={t('empty.title')} text={t('empty.text')} />}
      create={(onClose) => <CreateVolumeDialog nodeId={id} onClose={onClose} />}
      prune={(unused, onClose) => <PruneVolumesDialog nodeId={id} volumes={unused} onClose={onClose} />}
    >
      {(shown, away) => (
        <CommandStrip>
          <VolumeTable nodeId={id} volumes={shown} away={away} />
        </CommandStrip>
      )}
    </NodeList>
  );
}

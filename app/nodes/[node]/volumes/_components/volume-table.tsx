'use client';

import { ScanSearch, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Fragment, useState } from 'react';
import { useRemoveVolume } from '@/app/_api/hooks/volumes';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { dockerCommand } from '@/app/_components/format';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { Link } from '@/app/_components/link';
import { useTold } from '@/app/_components/use-told';
import { RowAction } from '@/app/_components/row-action';
import { EventOfRow, eventColumnWidth } from '@/app/_components/row-events';
import { containerAddress } from '@/app/_components/container-address';
import type { VolumeDto } from '@/lib/shared/volumes';

const InspectVolumeDialog = dynamic(async () => (await import('./volume-dialogs')).InspectVolumeDialog, { ssr: false });

export function VolumeTable({ nodeId, volumes, away }: { nodeId: string; volumes: VolumeDto[]; away: boolean }) {
  const t = useTranslations('volumes');
  const common = useTranslations('common');
  const [removing, setRemoving] = useState<VolumeDto | null>(null);
  const [inspected, setInspected] = useState<VolumeDto | null>(null);
  return (
    <>
      <DataTable
        caption={t('title')}
        rows={volumes}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            header: t('column.name'),
            minWidth: eventColumnWidth,
            cell: ({ name, isAnonymous }) => (
              <>
                {isAnonymous ? <CopyId id={name} shown={t('anonymous', { id: name.slice(0, 12) })} /> : name}
                <EventOfRow of={[name]} />
              </>
            ),
          },
          { key: 'usedBy', header: t('column.usedBy'), cell: (volume) => <Users nodeId={nodeId} volume={volume} /> },
          { key: 'mountpoint', header: t('column.mountpoint'), cell: ({ mountpoint }) => <code>{mountpoint}</code> },
          { key: 'driver', header: t('column.driver'), cell: ({ driver }) => driver },
          { key: 'created', header: t('column.created'), cell: ({ createdAt }) => (createdAt ? <Ago at={createdAt} /> : '–') },
          {
            key: 'actions',
            header: common('actions'),
            kind: 'actions',
            cell: (volume) =>
              !away && (
                <>
                  <RowAction
                    label={t('action.inspect', { name: volume.name })}
                    word={t('word.inspect')}
                    command={dockerCommand('volume', 'inspect', volume.name)}
                    icon={<ScanSearch size={16} aria-hidden />}
                    onClick={() => setInspected(volume)}
                  />
                  <RowAction
                    danger
                    label={t('action.remove', { name: volume.name })}
                    word={t('word.remove')}
                    command={dockerCommand('volume', 'rm', volume.name)}
                    icon={<Trash2 size={16} aria-hidden />}
                    onClick={() => setRemoving(volume)}
                  />
                </>
              ),
          },
        ]}
      />
      {inspected && <InspectVolumeDialog nodeId={nodeId} volume={inspected} onClose={() => setInspected(null)} />}
      {removing && <RemoveVolume nodeId={nodeId} volume={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Users({ nodeId, volume: { usedBy } }: { nodeId: string; volume: VolumeDto }) {
  const t = useTranslations('volumes');
  if (usedBy.length === 0) return t('unused');
  return usedBy.map(({ id, name }, index) => (
    <Fragment key={id}>
      {index > 0 && ', '}
      <Link href={containerAddress(nodeId, name, id)}>{name}</Link>
    </Fragment>
  ));
}

function RemoveVolume({ nodeId, volume, onClose }: { nodeId: string; volume: VolumeDto; onClose: () => void }) {
  const t = useTranslations('volumes');
  const remove = useRemoveVolume(nodeId);
  const tell = useTold();
  const { name } = volume;
  const command = dockerCommand('volume', 'rm', name);
  return (
    <LazyConfirm
      title={t('remove.title', { name: volume.isAnonymous ? name.slice(0, 12) : name })}
      submit={t('remove.submit')}
      command={command}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(name, {
          onSuccess: () => {
            tell(t('done.removed', { name }), command);
            onClose();
          },
        })
      }
    >
      <p>{t('remove.text')}</p>
    </LazyConfirm>
  );
}

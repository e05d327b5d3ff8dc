'use client';

import { Play, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRemoveImage } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { dockerCommand, formatBytes, shortId } from '@/app/_components/format';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { nodeAddress } from '@/app/_components/node-tabs';
import { notify } from '@/app/_components/notify';
import { RowAction, RowLink } from '@/app/_components/row-action';
import type { ImageDto } from '@/lib/shared/images';
import classes from './images.module.css';
import { InUseDialog } from './lazy-in-use';

/** Removing by a tag takes that tag; an image without one goes by its id. */
export interface Removal {
  image: ImageDto;
  reference: string;
}

export function ImageTable({ nodeId, images, away }: { nodeId: string; images: ImageDto[]; away: boolean }) {
  const t = useTranslations('images');
  const common = useTranslations('common');
  const [removing, setRemoving] = useState<Removal | null>(null);
  const inUse = removing !== null && removing.image.containers > 0 && removing.image.tags.length <= 1;
  return (
    <>
      <DataTable
        caption={t('title')}
        rows={images}
        rowKey={(image) => image.id}
        columns={[
          {
            key: 'tags',
            header: t('column.tags'),
            cell: ({ tags }) =>
              tags.length === 0 ? (
                <span className={classes.untagged}>{t('untagged')}</span>
              ) : (
                <span className={classes.tags}>
                  {tags.map((tag) => (
                    <span key={tag}>{tag}</span>
                  ))}
                </span>
              ),
          },
          { key: 'id', header: t('column.id'), cell: ({ id }) => <CopyId id={id} /> },
          { key: 'size', header: t('column.size'), cell: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'end' },
          { key: 'created', header: t('column.created'), cell: ({ createdAt }) => <Ago at={createdAt} /> },
          { key: 'usedBy', header: t('column.usedBy'), cell: ({ containers }) => t('usedBy', { count: containers }) },
          {
            key: 'actions',
            header: common('actions'),
            kind: 'actions',
            cell: (image) => !away && <Actions nodeId={nodeId} image={image} onRemove={setRemoving} />,
          },
        ]}
      />
      {removing &&
        (inUse ? (
          <InUseDialog nodeId={nodeId} removal={removing} onClose={() => setRemoving(null)} />
        ) : (
          <RemoveImage nodeId={nodeId} removal={removing} onClose={() => setRemoving(null)} />
        ))}
    </>
  );
}

function Actions({ nodeId, image, onRemove }: { nodeId: string; image: ImageDto; onRemove: (removal: Removal) => void }) {
  const t = useTranslations('images');
  const name = image.tags[0] ?? shortId(image.id);
  const last = image.tags.at(-1) ?? shortId(image.id);
  return (
    <>
      <RowLink
        label={t('action.run', { name })}
        word={t('word.run')}
        command={dockerCommand('run', '-dit', name)}
        icon={<Play size={16} aria-hidden />}
        href={nodeAddress(nodeId, `containers?run&image=${encodeURIComponent(name)}`)}
      />
      <RowAction
        danger
        label={t('action.remove', { name: last })}
        word={t('word.remove')}
        command={dockerCommand('rmi', last)}
        icon={<Trash2 size={16} aria-hidden />}
        onClick={() => onRemove({ image, reference: image.tags.at(-1) ?? image.id })}
      />
    </>
  );
}

function RemoveImage({ nodeId, removal, onClose }: { nodeId: string; removal: Removal; onClose: () => void }) {
  const t = useTranslations('images');
  const remove = useRemoveImage(nodeId);
  const { image, reference } = removal;
  const size = formatBytes(image.sizeBytes);
  const tagged = image.tags.length > 0;
  const name = tagged ? reference : shortId(image.id);
  return (
    <LazyConfirm
      title={t('remove.title', { name })}
      submit={t('remove.submit')}
      command={dockerCommand('rmi', name)}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { image: reference },
          {
            onSuccess: (removed) => {
              void notify('done', t('remove.done', { count: removed.deleted.length }));
              onClose();
            },
          },
        )
      }
    >
      <p>{tagged ? t('remove.text', { size }) : t('remove.untagged', { size })}</p>
    </LazyConfirm>
  );
}

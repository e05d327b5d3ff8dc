'use client';

import { Play, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRemoveImage } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { dockerCommand, formatBytes, shortId } from '@/app/_components/format';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { nodeAddress } from '@/app/_components/node-tabs';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { RowAction, RowLink } from '@/app/_components/row-action';
import type { ImageDto } from '@/lib/shared/docker';
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
    <div className={page.tableBox}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.tags')}</th>
            <th scope="col">{t('column.id')}</th>
            <th scope="col" className={page.number}>
              {t('column.size')}
            </th>
            <th scope="col">{t('column.created')}</th>
            <th scope="col">{t('column.usedBy')}</th>
            <th scope="col">
              <span className="visually-hidden">{common('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {images.map((image) => (
            <tr key={image.id}>
              <th scope="row">
                {image.tags.length === 0 ? (
                  <span className={classes.untagged}>{t('untagged')}</span>
                ) : (
                  <span className={classes.tags}>
                    {image.tags.map((tag) => (
                      <span key={tag}>{tag}</span>
                    ))}
                  </span>
                )}
              </th>
              <td data-label={t('column.id')}>
                <CopyId id={image.id} />
              </td>
              <td data-label={t('column.size')} className={page.number}>
                {formatBytes(image.sizeBytes)}
              </td>
              <td data-label={t('column.created')}>
                <Ago at={image.createdAt} />
              </td>
              <td data-label={t('column.usedBy')}>{t('usedBy', { count: image.containers })}</td>
              <td className={page.wide}>{!away && <Actions nodeId={nodeId} image={image} onRemove={setRemoving} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {removing &&
        (inUse ? (
          <InUseDialog nodeId={nodeId} removal={removing} onClose={() => setRemoving(null)} />
        ) : (
          <RemoveImage nodeId={nodeId} removal={removing} onClose={() => setRemoving(null)} />
        ))}
    </div>
  );
}

function Actions({ nodeId, image, onRemove }: { nodeId: string; image: ImageDto; onRemove: (removal: Removal) => void }) {
  const t = useTranslations('images');
  const name = image.tags[0] ?? shortId(image.id);
  const last = image.tags.at(-1) ?? shortId(image.id);
  return (
    <div className={page.actions}>
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
    </div>
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

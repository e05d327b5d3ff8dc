'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useLayers } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { formatBytes } from '@/app/_components/format';
import { Link } from '@/app/_components/link';
import { EventOfRow, eventColumnWidth } from '@/app/_components/row-events';
import type { ImageDto } from '@/lib/shared/images';
import { ImageActions } from './image-actions';
import { imageAddress } from '@/app/_components/image-address';
import { type LayerSizes, layerSizes } from './layer-sizes';
import classes from './images.module.css';

interface Props {
  nodeId: string;
  /** Those to show. */
  images: ImageDto[];
  /** All of the node. */
  all: ImageDto[];
  away: boolean;
}

export function ImageTable({ nodeId, images, all, away }: Props) {
  const t = useTranslations('images');
  const common = useTranslations('common');
  const { data: map } = useLayers(nodeId, { enabled: !away });
  const sizes = useMemo(() => (map ? layerSizes(map) : null), [map]);
  const partOf = (id: string, part: keyof LayerSizes): string => {
    const own = sizes?.get(id);
    return own ? formatBytes(own[part]) : '–';
  };
  return (
    <DataTable
      caption={t('title')}
      rows={images}
      rowKey={(image) => image.id}
      columns={[
        {
          key: 'tags',
          header: t('column.tags'),
          minWidth: eventColumnWidth,
          cell: ({ tags, digests, id }) => (
            <>
              <Link href={imageAddress(nodeId, id)}>
                {tags.length === 0 ? (
                  <span className={classes.untagged}>{t('untagged')}</span>
                ) : (
                  <span className={classes.tags}>
                    {tags.map((tag) => (
                      <span key={tag}>{tag}</span>
                    ))}
                  </span>
                )}
              </Link>
              <EventOfRow of={[id, ...tags, ...digests]} />
            </>
          ),
        },
        { key: 'id', header: t('column.id'), cell: ({ id }) => <CopyId id={id} /> },
        { key: 'size', header: t('column.size'), cell: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'end' },
        { key: 'shared', header: t('column.shared'), cell: ({ id }) => partOf(id, 'sharedBytes'), align: 'end' },
        { key: 'unique', header: t('column.unique'), cell: ({ id }) => partOf(id, 'uniqueBytes'), align: 'end' },
        { key: 'created', header: t('column.created'), cell: ({ createdAt }) => <Ago at={createdAt} /> },
        { key: 'usedBy', header: t('column.usedBy'), cell: ({ containers }) => t('usedBy', { count: containers }) },
        {
          key: 'actions',
          header: common('actions'),
          kind: 'actions',
          cell: (image) => !away && <ImageActions nodeId={nodeId} image={image} images={all} />,
        },
      ]}
    />
  );
}

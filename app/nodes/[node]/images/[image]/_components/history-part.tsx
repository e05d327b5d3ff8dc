'use client';

import { useTranslations } from 'next-intl';
import { useImageHistory } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import classes from '@/app/nodes/[node]/containers/[container]/_components/container-page.module.css';
import { PartCommand } from '@/app/nodes/[node]/containers/[container]/_components/part-command';
import { nameOf } from '@/app/nodes/[node]/images/_components/image-commands';
import type { ImageDto, ImageHistoryRow } from '@/lib/shared/images';

/** How it was made, the newest row first, and which rows are a layer. */
export function HistoryPart({ nodeId, image }: { nodeId: string; image: ImageDto }) {
  const t = useTranslations('images.history');
  const { data, error, refetch } = useImageHistory(nodeId, image.id);
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const layers = data.items.filter(({ isLayer }) => isLayer).length;
  return (
    <>
      <p className={classes.note}>{t('text', { rows: data.items.length, layers })}</p>
      <DataTable
        caption={t('caption', { name: nameOf(image) })}
        rows={data.items}
        rowKey={(_row, index) => String(index)}
        columns={[
          { key: 'createdBy', header: t('createdBy'), cell: ({ createdBy }) => <code>{createdBy || '–'}</code> },
          { key: 'layer', header: t('layer'), cell: (row) => <Layer row={row} /> },
          { key: 'size', header: t('size'), cell: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'end' },
          { key: 'created', header: t('created'), cell: ({ createdAt }) => (createdAt ? <Ago at={createdAt} /> : '–') },
          { key: 'comment', header: t('comment'), cell: ({ comment }) => comment || '–' },
        ]}
      />
      <PartCommand command={dockerCommand('history', nameOf(image))} />
    </>
  );
}

function Layer({ row: { isLayer, diffId } }: { row: ImageHistoryRow }) {
  const t = useTranslations('images.history');
  if (isLayer && diffId) return <CopyId id={diffId} />;
  return t(isLayer === null ? 'maybe' : isLayer ? 'isLayer' : 'noLayer');
}

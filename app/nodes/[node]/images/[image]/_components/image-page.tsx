'use client';

import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useImages } from '@/app/_api/hooks/images';
import { CommandStrip } from '@/app/_components/command-strip';
import { formatBytes } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import row from '@/app/_components/row-action.module.css';
import { Tabs } from '@/app/_components/tabs';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { OnePage } from '@/app/nodes/[node]/_components/one-page';
import classes from '@/app/nodes/[node]/containers/[container]/_components/container-page.module.css';
import { ImageActions } from '@/app/nodes/[node]/images/_components/image-actions';
import { imageAddress, imageParts } from '@/app/_components/image-address';
import { nameOf } from '@/app/nodes/[node]/images/_components/image-commands';
import { ImageJobs, useImageJobs } from '@/app/nodes/[node]/images/_components/image-jobs';
import type { ImageDto } from '@/lib/shared/images';
import { ImageOverview } from './image-overview';

const HistoryPart = dynamic(async () => (await import('./history-part')).HistoryPart, { ssr: false });
const InspectPart = dynamic(async () => (await import('./inspect-part')).InspectPart, { ssr: false });

/** One image, live: what it is, who uses it, and how it was made. @param id its first 12 characters at least */
export function ImagePage({ id }: { id: string }) {
  const t = useTranslations('images');
  const node = usePageNode();
  const query = useImages(node.id);
  const { data } = query;
  const image = data?.items.find((one) => one.id.startsWith(`sha256:${id}`));
  const away = node.state !== 'ready';
  return (
    <OnePage list="images" listTitle={t('title')} query={query} gone={{ title: t('gone.title', { id }), text: t('gone.text') }}>
      {data && image ? <OneImage nodeId={node.id} image={image} images={data.items} away={away} /> : null}
    </OnePage>
  );
}

function OneImage(props: { nodeId: string; image: ImageDto; images: ImageDto[]; away: boolean }) {
  const { nodeId, image, images, away } = props;
  const t = useTranslations('images');
  const asked = useSearchParams().get('part');
  const part = imageParts.find((known) => known === asked) ?? 'overview';
  const name = nameOf(image);
  const jobs = useImageJobs(nodeId, ({ kind, subject }) => kind === 'image.push' && image.tags.includes(subject));
  return (
    <CommandStrip>
      <div className={page.head}>
        <h1>{name}</h1>
        <p className={page.summary}>
          {formatBytes(image.sizeBytes)} · {t('usedBy', { count: image.containers })}
        </p>
        {!away && (
          <div className={`${classes.actions} ${row.worded}`}>
            <ImageActions nodeId={nodeId} image={image} images={images} />
          </div>
        )}
      </div>
      <ImageJobs nodeId={nodeId} jobs={jobs} away={away} />
      <Tabs
        label={t('parts.label', { name })}
        tabs={imageParts.map((key) => ({
          ...{ key, text: t(`parts.${key}`), current: key === part },
          href: imageAddress(nodeId, image.id, key),
        }))}
      />
      <div className={classes.part}>
        {part === 'overview' && <ImageOverview nodeId={nodeId} image={image} away={away} />}
        {part === 'history' && <HistoryPart nodeId={nodeId} image={image} />}
        {part === 'inspect' && <InspectPart nodeId={nodeId} image={image} />}
      </div>
    </CommandStrip>
  );
}

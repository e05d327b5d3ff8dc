'use client';

import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Fragment, type ReactNode, useState } from 'react';
import { useImage } from '@/app/_api/hooks/images';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import { shellWord } from '@/lib/shared/shell-words';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { RowAction } from '@/app/_components/row-action';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { containerAddress } from '@/app/_components/container-address';
import classes from '@/app/nodes/[node]/containers/[container]/_components/container-page.module.css';
import { PartCommand } from '@/app/nodes/[node]/containers/[container]/_components/part-command';
import { FactLines } from '@/app/nodes/[node]/_components/fact-lines';
import list from '@/app/nodes/[node]/_components/fact-lines.module.css';
import { nameOf, removeCommand } from '@/app/nodes/[node]/images/_components/image-commands';
import type { ImageDetailDto, ImageDto } from '@/lib/shared/images';
import own from './image-page.module.css';

const RemoveImageDialog = dynamic(
  async () => (await import('@/app/nodes/[node]/images/_components/remove-image-dialog')).RemoveImageDialog,
  { ssr: false },
);

interface Props {
  nodeId: string;
  image: ImageDto;
  away: boolean;
}

/** What `docker image inspect` tells that matters to whoever runs it. */
export function ImageOverview({ nodeId, image, away }: Props) {
  const t = useTranslations('images.overview');
  const { data, error, refetch } = useImage(nodeId, image.id);
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const { config } = data;
  const facts = [
    { key: 'id', value: <CopyId id={data.id} /> },
    { key: 'tags', value: image.tags.length > 0 && <Tags nodeId={nodeId} image={image} away={away} /> },
    { key: 'digests', value: linesOf(data.digests) },
    { key: 'usedBy', value: <Users nodeId={nodeId} users={data.usedBy} /> },
    { key: 'size', value: formatBytes(image.sizeBytes) },
    // With the containerd store inspect tells the size of the compressed content alone, and the list that of everything on the disk.
    { key: 'compressedSize', value: data.sizeBytes !== image.sizeBytes && formatBytes(data.sizeBytes) },
    { key: 'platform', value: data.platform },
    { key: 'created', value: data.createdAt && <Ago at={data.createdAt} /> },
    { key: 'entrypoint', value: config.entrypoint.length > 0 && <code>{config.entrypoint.map(shellWord).join(' ')}</code> },
    { key: 'cmd', value: config.cmd.length > 0 && <code>{config.cmd.map(shellWord).join(' ')}</code> },
    { key: 'workingDir', value: config.workingDir && <code>{config.workingDir}</code> },
    { key: 'user', value: config.user || t('rootUser') },
    { key: 'env', value: linesOf(config.env) },
    { key: 'ports', value: linesOf(config.ports) },
    { key: 'volumes', value: linesOf(config.volumes) },
    { key: 'labels', value: linesOf(config.labels.map(({ key, value }) => `${key}=${value}`)) },
    { key: 'author', value: data.author },
    { key: 'comment', value: data.comment },
  ] as const;
  return (
    <>
      <section className={page.card}>
        <dl className={classes.facts}>
          {facts.map(
            ({ key, value }) =>
              value && (
                <div key={key} className={classes.fact}>
                  <dt>{t(key)}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
        </dl>
      </section>
      <PartCommand command={dockerCommand('image', 'inspect', nameOf(image))} />
    </>
  );
}

/** Nothing where there is none. */
const linesOf = (lines: readonly string[]): ReactNode => lines.length > 0 && <FactLines lines={lines} />;

function Tags({ nodeId, image, away }: Props) {
  const t = useTranslations('images');
  const [removing, setRemoving] = useState<string | null>(null);
  return (
    <>
      <ul className={list.lines}>
        {image.tags.map((tag) => (
          <li key={tag} className={own.tag}>
            <code>{tag}</code>
            {!away && (
              <RowAction
                danger
                label={t('action.removeTag', { tag })}
                word={t('word.remove')}
                command={removeCommand(image, tag)}
                icon={<X size={15} aria-hidden />}
                onClick={() => setRemoving(tag)}
              />
            )}
          </li>
        ))}
      </ul>
      {removing !== null && <RemoveImageDialog nodeId={nodeId} image={image} tag={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Users({ nodeId, users }: { nodeId: string; users: ImageDetailDto['usedBy'] }) {
  const t = useTranslations('images');
  if (users.length === 0) return t('usedBy', { count: 0 });
  return users.map(({ id, name }, index) => (
    <Fragment key={id}>
      {index > 0 && ', '}
      <Link href={containerAddress(nodeId, name, id)}>{name}</Link>
    </Fragment>
  ));
}

'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useContainerDetail } from '@/app/_api/hooks/containers';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import { dockerCommand } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { Link } from '@/app/_components/link';
import { portText } from '@/app/_components/port-text';
import { imageAddress } from '@/app/_components/image-address';
import { FailedState } from '@/app/_components/states';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './container-page.module.css';
import { exitMeaning } from './exit-meaning';
import { PartCommand } from './part-command';

const DetailFacts = dynamic(async () => (await import('./detail-facts')).DetailFacts, { ssr: false });

/** What the list of containers says of it, at once, and what `docker inspect` tells besides. */
export function OverviewPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers');
  const { data, error, refetch } = useContainerDetail(nodeId, container.id);
  const { id, name, image, imageId, command, createdAt, startedAt, ports, exitCode, state } = container;
  const facts = [
    { key: 'id', value: <CopyId id={id} /> },
    { key: 'image', value: <ImageOf nodeId={nodeId} image={image} imageId={imageId} /> },
    { key: 'command', value: <code>{command || '–'}</code> },
    { key: 'created', value: <Ago at={createdAt} /> },
    { key: 'started', value: startedAt && <Ago at={startedAt} /> },
    {
      key: 'exitCode',
      value: state === 'exited' && exitCode !== null && (
        <ExitCode code={exitCode} isOutOfMemory={data?.exit?.isOutOfMemory ?? false} />
      ),
    },
    { key: 'ports', value: ports.map(portText).join(', ') || t('overview.noPorts') },
  ] as const;
  return (
    <>
      <section className={page.card}>
        <dl className={classes.facts}>
          {facts.map(
            ({ key, value }) =>
              value && (
                <div key={key} className={classes.fact}>
                  <dt>{t(`overview.${key}`)}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
          {data && <DetailFacts nodeId={nodeId} detail={data} />}
        </dl>
        {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      </section>
      <PartCommand command={dockerCommand('inspect', name)} />
    </>
  );
}

function ExitCode({ code, isOutOfMemory }: { code: number; isOutOfMemory: boolean }) {
  const t = useTranslations('containers.overview.exit');
  const meaning = exitMeaning(code, isOutOfMemory);
  return (
    <>
      <code>{code}</code> · {meaning.key === 'signal' ? t('signal', { signal: meaning.signal }) : t(meaning.key)}
    </>
  );
}

function ImageOf({ nodeId, image, imageId }: { nodeId: string; image: string; imageId: string }) {
  return (
    <>
      <Link href={imageAddress(nodeId, imageId)}>{image.replace(/^sha256:([a-f0-9]{12})[a-f0-9]*$/, '$1')}</Link>{' '}
      <CopyId id={imageId} />
    </>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import { CopyId } from '@/app/_components/copy';
import page from '@/app/_components/page.module.css';
import { Link } from '@/app/_components/link';
import { portText } from '@/app/_components/port-text';
import { imageAddress } from '@/app/_components/image-address';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './container-page.module.css';

/** What the list of containers says of it, in full. */
export function OverviewPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers');
  const { id, image, imageId, command, createdAt, startedAt, ports, exitCode, state } = container;
  const facts = [
    { key: 'id', value: <CopyId id={id} /> },
    { key: 'image', value: <ImageOf nodeId={nodeId} image={image} imageId={imageId} /> },
    { key: 'command', value: <code>{command || '–'}</code> },
    { key: 'created', value: <Ago at={createdAt} /> },
    { key: 'started', value: startedAt && <Ago at={startedAt} /> },
    { key: 'exitCode', value: state === 'exited' && exitCode !== null && String(exitCode) },
    { key: 'ports', value: ports.map(portText).join(', ') || t('overview.noPorts') },
  ] as const;
  return (
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
      </dl>
    </section>
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

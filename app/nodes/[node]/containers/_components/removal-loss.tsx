'use client';

import { useTranslations } from 'next-intl';
import { useLayerWrites } from '@/app/_api/hooks/images';
import { useVolumes } from '@/app/_api/hooks/volumes';
import { formatBytes } from '@/app/_components/format';
import type { ContainerDto } from '@/lib/shared/containers';
import { lossOf } from './loss-of';

/** Of containers that are about to be removed: how much they have written, which is lost, and their volumes, which stay. */
export function RemovalLoss({ nodeId, containers }: { nodeId: string; containers: readonly ContainerDto[] }) {
  const t = useTranslations('containers.remove');
  const volumes = useVolumes(nodeId);
  const writes = useLayerWrites(nodeId);
  const { writtenBytes, named, anonymous } = lossOf(containers, volumes.data?.items ?? [], writes.data?.items ?? []);
  return (
    <>
      {writtenBytes !== null && <p>{t('written', { size: formatBytes(writtenBytes) })}</p>}
      {named.length > 0 && <p>{t('volumes', { names: named.join(', ') })}</p>}
      {anonymous > 0 && <p>{t('anonymous', { count: anonymous })}</p>}
    </>
  );
}

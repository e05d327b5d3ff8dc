'use client';

import { useTranslations } from 'next-intl';
import { useLayerWrites } from '@/app/_api/hooks/images';
import { useVolumes } from '@/app/_api/hooks/volumes';
import type { ContainerDto } from '@/lib/shared/containers';
import { lossOf } from './loss-of';
import { useWrittenSize } from './written-size';

/** Of containers that are about to be removed: how much they have written, which is lost, and their volumes, which stay. */
export function RemovalLoss({ nodeId, containers }: { nodeId: string; containers: readonly ContainerDto[] }) {
  const t = useTranslations('containers.remove');
  const say = useWrittenSize();
  const volumes = useVolumes(nodeId);
  const writes = useLayerWrites(nodeId);
  const { written, named, anonymous } = lossOf(containers, volumes.data?.items ?? [], writes.data?.items ?? []);
  return (
    <>
      {written !== null && <p>{t('written', { size: say(written) })}</p>}
      {named.length > 0 && <p>{t('volumes', { names: named.join(', ') })}</p>}
      {anonymous > 0 && <p>{t('anonymous', { count: anonymous })}</p>}
    </>
  );
}

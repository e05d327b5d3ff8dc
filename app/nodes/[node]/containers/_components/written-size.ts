'use client';

import { useTranslations } from 'next-intl';
import { formatBytes } from '@/app/_components/format';
import type { LayerWriteDto } from '@/lib/shared/layers';

/** What a container has written as it is said: of more files than were counted, what it is at least. */
export function useWrittenSize(): (written: Pick<LayerWriteDto, 'sizeBytes' | 'isWhole'>) => string {
  const t = useTranslations('containers.overview');
  return ({ sizeBytes, isWhole }) => (isWhole ? formatBytes(sizeBytes) : t('atLeast', { size: formatBytes(sizeBytes) }));
}

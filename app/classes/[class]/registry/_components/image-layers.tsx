'use client';

import { useTranslations } from 'next-intl';
import { useRegistryImage } from '@/app/_api/hooks/class-registry';
import { Ago } from '@/app/_components/ago';
import { CommandLine, CopyId } from '@/app/_components/copy';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import classes from './registry.module.css';
import type { RegistryRow } from './registry-rows';

/** The layers of one image, from the base up, as the registry stores them. */
export function ImageLayers({ classId, row }: { classId: string; row: RegistryRow }) {
  const t = useTranslations('registry.image');
  const { data: image, error, refetch } = useRegistryImage(classId, row);
  if (error && !image) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!image) return <TableSkeleton rows={2} />;
  return (
    <div className={classes.layers}>
      <CommandLine command={dockerCommand('pull', row.reference)} />
      <p className={classes.facts}>
        {image.platform ?? t('noPlatform')}
        {image.platforms > 1 && ` ${t('platforms', { count: image.platforms - 1 })}`}
        {image.createdAt && (
          <>
            {` · ${t('created')} `}
            <Ago at={image.createdAt} />
          </>
        )}
      </p>
      <ol className={classes.list} aria-label={t('label', { image: row.reference })}>
        {image.layers.map(({ digest, sizeBytes }, at) => (
          // The same layer may come twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: layers have no other place
          <li key={`${at} ${digest}`}>
            <CopyId id={digest} /> {formatBytes(sizeBytes)}
          </li>
        ))}
      </ol>
    </div>
  );
}

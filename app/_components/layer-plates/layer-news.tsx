'use client';

import { useTranslations } from 'next-intl';
import type { LayerChanges } from './changes';
import classes from './news.module.css';

/** Says in words what just moved in the picture; spoken by screen readers. */
export function LayerNews({ changes }: { changes: LayerChanges }) {
  const t = useTranslations('layers.news');
  const lines = [
    ...changes.rwAdded.map((container) => t('rwAdded', { container })),
    ...changes.rwRemoved.map((container) => t('rwRemoved', { container })),
  ];
  if (changes.layersAdded > 0) lines.push(t('layersAdded', { count: changes.layersAdded }));
  if (changes.layersRemoved > 0) lines.push(t('layersRemoved', { count: changes.layersRemoved }));
  return (
    <div role="status" aria-live="polite" className={classes.news}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

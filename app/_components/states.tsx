'use client';

import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ApiError } from '@/app/_api/client';
import { ErrorDetails } from './form-error';
import { PlainButton } from './plain-button';
import classes from './states.module.css';

export { EmptyState } from './empty-state';
export { FormError } from './form-error';

/** Not a fault of the page or the panel: the node is away or not ready, and its state says so already. */
const awayCodes: ReadonlySet<string> = new Set([
  'node_unreachable',
  'node_refused',
  'node_lost',
  'node_deadline',
  'host_key_unverified',
  'docker_missing',
  'docker_denied',
  'docker_down',
]);

/** What failed, what the other side said, the number that finds it in the log, and the way to try again. */
export function FailedState({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const t = useTranslations('common');
  const calm = awayCodes.has(error.code);
  return (
    <section className={`${classes.failed} ${calm ? classes.calm : ''}`} role="alert">
      <h2>{t('failedTitle')}</h2>
      <p>{error.message}</p>
      <ErrorDetails error={error} />
      {onRetry && (
        <PlainButton onClick={onRetry}>
          <RotateCw size={15} aria-hidden />
          {t('retry')}
        </PlainButton>
      )}
    </section>
  );
}

/** Rows to come. */
export function TableSkeleton({ rows = 4 }: { rows?: number }) {
  const t = useTranslations('common');
  return (
    <div className={classes.skeleton} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <span key={key} className={classes.bar} />
      ))}
    </div>
  );
}

/** Tiles to come. */
export function TilesSkeleton({ tiles = 3 }: { tiles?: number }) {
  const t = useTranslations('common');
  return (
    <div className={classes.tiles} role="status" aria-label={t('loading')}>
      {Array.from({ length: tiles }, (_, tile) => `tile-${tile}`).map((key) => (
        <span key={key} className={classes.tile} />
      ))}
    </div>
  );
}

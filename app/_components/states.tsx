'use client';

import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ApiError } from '@/app/_api/client';
import classes from './states.module.css';

/** A button of these states alone: every page's own error and not-found would else load the component library's once more. */
export function PlainButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.button} onClick={onClick}>
      {children}
    </button>
  );
}

/** Nothing here yet: what this place is for, and the one thing to do next. */
export function EmptyState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <section className={classes.empty}>
      <svg width="96" height="60" viewBox="0 0 96 60" aria-hidden="true" focusable="false">
        <rect x="24" y="4" width="48" height="9" rx="3" className={classes.ghost} />
        <rect x="18" y="19" width="60" height="9" rx="3" className={classes.ghost} />
        <rect x="12" y="34" width="72" height="9" rx="3" className={classes.ghost} />
        <rect x="2" y="51" width="92" height="5" rx="2.5" className={classes.bench} />
      </svg>
      <h2>{title}</h2>
      <p>{text}</p>
      {children && <div className={classes.next}>{children}</div>}
    </section>
  );
}

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

/** The small print of an error: the other side's words and, for our own faults, the request's id. */
export function ErrorDetails({ error }: { error: ApiError }) {
  const t = useTranslations('common');
  return (
    <>
      {error.evidence && (
        <p className={classes.evidence}>
          {t('evidence')}: <code>{error.evidence}</code>
        </p>
      )}
      {error.code === 'internal' && error.requestId && (
        <p className={classes.evidence}>{t('requestId', { id: error.requestId })}</p>
      )}
    </>
  );
}

/** An error inside a form or dialog. */
export function FormError({ error }: { error: ApiError | null }) {
  if (!error) return null;
  return (
    <div className={classes.formError} role="alert">
      <p>{error.message}</p>
      <ErrorDetails error={error} />
    </div>
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

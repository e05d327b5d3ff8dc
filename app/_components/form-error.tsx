'use client';

import { useTranslations } from 'next-intl';
import type { ApiError } from '@/app/_api/client';
import classes from './states.module.css';

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

/** An error inside a form or dialog. @param props.fields the form says at its fields what is about them, so it is not said again */
export function FormError({ error, fields = false }: { error: ApiError | null; fields?: boolean }) {
  if (!error || (fields && error.errors.length > 0)) return null;
  return (
    <div className={classes.formError} role="alert">
      <p>{error.message}</p>
      <ErrorDetails error={error} />
    </div>
  );
}

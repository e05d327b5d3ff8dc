'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import classes from './connection-banner.module.css';
import { useRealtime } from './realtime-provider';

/** Says when the page no longer hears of changes; quiet otherwise. */
export function ConnectionBanner() {
  const t = useTranslations('common.connection');
  const { status, since } = useRealtime();
  const speaks = status === 'lost' || status === 'refused' || (status === 'connecting' && since !== null);
  return (
    <div role="status" aria-live="polite">
      {speaks && (
        <p className={classes.banner}>
          <CloudOff size={16} aria-hidden />
          {status === 'refused' ? (
            <span>
              {t('refused')} <a href="/sign-in">{t('signIn')}</a>
            </span>
          ) : (
            <span>
              {t('lost')} {since !== null && t.rich('since', { time: () => <Ago at={new Date(since).toISOString()} /> })}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

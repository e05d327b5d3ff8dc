'use client';

import { useFormatter, useNow, useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';

const tickMs = 15_000;
/** Nearer than this is “just now”, also when the clocks of panel and browser differ a little. */
const recentMs = 45_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, tickMs);
  return () => clearInterval(timer);
}
const current = () => Math.floor(Date.now() / tickMs) * tickMs;
const onServer = () => null;

/** The reader's clock in steps, or null while the server's markup is taken over (both must say the same). */
export function useClientNow(): number | null {
  return useSyncExternalStore(subscribe, current, onServer);
}

/** A time as people say it, the exact one on hover and for machines. */
export function Ago({ at }: { at: string }) {
  const t = useTranslations('common');
  const format = useFormatter();
  const rendered = useNow();
  const now = useClientNow();
  const date = new Date(at);
  const reference = now === null ? rendered : new Date(now);
  const recent = Math.abs(reference.getTime() - date.getTime()) < recentMs;
  const timeZone = now === null ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <time
      dateTime={at}
      title={format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long', timeZone })}
      style={{ whiteSpace: 'nowrap' }}
      suppressHydrationWarning
    >
      {recent ? t('justNow') : format.relativeTime(date, { now: reference })}
    </time>
  );
}

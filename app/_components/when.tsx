'use client';

import { useFormatter } from 'next-intl';
import { useClientNow } from './ago';

/** A moment by the reader's calendar and clock; in UTC until the page's code runs. */
export function When({ at }: { at: string }) {
  const format = useFormatter();
  const isHere = useClientNow() !== null;
  const timeZone = isHere ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  return (
    <time dateTime={at} suppressHydrationWarning>
      {format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short', timeZone })}
    </time>
  );
}

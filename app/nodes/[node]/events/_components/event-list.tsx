'use client';

import { Box, HardDrive, Layers, Network } from 'lucide-react';
import { useFormatter } from 'next-intl';
import { useClientNow } from '@/app/_components/ago';
import { useEventText } from '@/app/_components/event-text';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import classes from './event-list.module.css';

/** By the hours of a day from 00 to 23: with `hour12: false` English and Korean write midnight as 24. */
const clockTime = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const signs = { container: Box, image: Layers, network: Network, volume: HardDrive } as const;

/** What happened, the newest first: when, what, and by whom. */
export function EventList({ events }: { events: readonly DockerEventDto[] }) {
  const { what, by } = useEventText();
  const format = useFormatter();
  const timeZone = useClientNow() === null ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <ol className={classes.list} aria-live="polite" aria-relevant="additions">
      {events.map((event) => {
        const Sign = signs[event.kind];
        const at = new Date(event.at);
        return (
          <li key={event.id} className={classes.event} data-kind={event.kind} data-action={event.action}>
            <time
              dateTime={event.at}
              title={format.dateTime(at, { dateStyle: 'medium', timeStyle: 'long', timeZone })}
              suppressHydrationWarning
            >
              {format.dateTime(at, { ...clockTime, timeZone })}
            </time>
            <Sign size={16} aria-hidden />
            <span className={classes.what}>{what(event)}</span>
            <span className={classes.by}>{by(event)}</span>
          </li>
        );
      })}
    </ol>
  );
}

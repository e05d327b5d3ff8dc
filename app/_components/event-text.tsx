'use client';

import { useTranslations } from 'next-intl';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import classes from './event-text.module.css';
import { shortId } from './format';

const short = (text: string): string => (/^(sha256:)?[a-f0-9]{64}$/.test(text) ? shortId(text) : text);

/** What something is called: an image by its reference, and what has no name by the beginning of its id. */
function nameOf({ kind, subjectId, name }: DockerEventDto): string {
  if (kind === 'image' && !subjectId.startsWith('sha256:')) return subjectId;
  return short(name && !name.startsWith('sha256:') ? name : subjectId);
}

/** Messages are by kind and action; a colon or a space of Docker's is no part of a key. */
const keyOf = ({ kind, action }: DockerEventDto) => `${kind}.${action.replace(/\W+/g, '-')}`;

/** What happened, in one sentence, and by whom. */
export function useEventText(): { what: (event: DockerEventDto) => string; by: (event: DockerEventDto) => string | null } {
  const t = useTranslations('events');
  return {
    what: (event) => {
      const key = keyOf(event) as Parameters<typeof t>[0];
      const values = {
        ...{ name: nameOf(event), image: event.image ?? '', exitCode: event.exitCode ?? 0 },
        container: short(event.container?.name ?? event.container?.id ?? ''),
        oldName: short(event.oldName ?? event.subjectId),
      };
      return t.has(key) ? t(key, values) : `${event.kind} ${event.action} ${values.name}`;
    },
    by: ({ by: { way, name } }) => {
      if (way === 'node') return null;
      return name === null ? t(`by.${way}Nobody`) : t(`by.${way}`, { name });
    },
  };
}

/** In a row: what has just happened to it. The row is lit for as long as it stands there (`tr:has(…)`). */
export function RowEvent({ event }: { event: DockerEventDto | undefined }) {
  const { what, by } = useEventText();
  return (
    <span role="status" className={classes.slot}>
      {event && (
        <span className={classes.row} data-event={event.action}>
          {[what(event), by(event)].filter(Boolean).join(' · ')}
        </span>
      )}
    </span>
  );
}

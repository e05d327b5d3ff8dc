'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { DockerEventKind } from '@/lib/shared/docker-event-kinds';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import type { ImageDto } from '@/lib/shared/images';
import { useEventText } from './event-text';
import { useRowEvents } from './row-events';
import classes from './removed-rows.module.css';

/** So many removals are told at once. */
const toldMax = 3;

/** Of what happened in the last moments, what took a row of this kind away: the first ones, and how many more. */
function removedOf(
  recent: ReadonlyMap<string, DockerEventDto>,
  kind: DockerEventKind,
): { first: DockerEventDto[]; more: number } {
  const isRemoval = (event: DockerEventDto) => event.kind === kind && ['destroy', 'delete'].includes(event.action);
  const removed = [...recent.values()].filter(isRemoval);
  return { first: removed.slice(0, toldMax), more: Math.max(0, removed.length - toldMax) };
}

/**
 * What was removed a moment ago, and by whom: its row is gone and can tell nothing. In `RowEvents`, on a page that has it, also when there
 * is no row any more. It moves nothing, and a click goes through it.
 * @param images those of the page: Docker tells of one that is deleted its id alone
 */
export function RemovedRows({ kind, images }: { kind: DockerEventKind; images?: readonly ImageDto[] }) {
  const t = useTranslations('events');
  const { what, by } = useEventText();
  const { first, more } = removedOf(useRowEvents(), kind);
  const tags = useRef(new Map<string, string>());
  useEffect(() => {
    for (const {
      id,
      tags: [tag],
    } of images ?? [])
      if (tag) tags.current.set(id, tag);
  }, [images]);
  const named = (event: DockerEventDto) => ({ ...event, subjectId: tags.current.get(event.subjectId) ?? event.subjectId });
  return (
    <div role="status" className={classes.removed}>
      {first.length > 0 && (
        <div className={classes.note}>
          {first.map((event) => (
            <p key={event.id}>{[what(named(event)), by(event)].filter(Boolean).join(' · ')}</p>
          ))}
          {more > 0 && <p>{t('moreRemoved', { count: more })}</p>}
        </div>
      )}
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useDockerEvents } from '@/app/_api/hooks/docker-events';
import { dockerCommand } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { EventList } from '@/app/nodes/[node]/events/_components/event-list';
import type { ContainerDto } from '@/lib/shared/containers';
import { PartCommand } from './part-command';

/** What happened to this container and which networks it joined and left, by click, in a terminal or by itself, the newest first. */
export function EventsPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('events');
  const { data, error, refetch } = useDockerEvents(nodeId);
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TableSkeleton />;
  const events = data.items.filter(
    (event) => (event.kind === 'container' ? event.subjectId : event.container?.id) === container.id,
  );
  return (
    <>
      {events.length === 0 ? <p className={page.none}>{t('ofContainer')}</p> : <EventList events={events} />}
      <PartCommand command={dockerCommand('events', '--since', '24h', '--filter', `container=${container.name}`)} />
    </>
  );
}

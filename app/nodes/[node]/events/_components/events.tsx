'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDockerEvents } from '@/app/_api/hooks/docker-events';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { CommandLine } from '@/app/_components/copy';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import { dockerEventKinds } from '@/lib/shared/docker-event-kinds';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { EventList } from './event-list';

type Choice = 'all' | DockerEventDto['kind'];
const choices: readonly Choice[] = ['all', ...dockerEventKinds];

const matches = ({ name, subjectId, image, container, oldName, by }: DockerEventDto, text: string): boolean =>
  [name, subjectId, image, container?.id, container?.name, oldName, by.name].some((word) =>
    word?.toLowerCase().includes(text.trim().toLowerCase()),
  );

/** What happened in a node's Docker, by click, in a terminal or by itself, the newest first. */
export function Events() {
  const t = useTranslations('events');
  const common = useTranslations('common');
  const node = usePageNode();
  const { data, error, refetch } = useDockerEvents(node.id);
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<Choice>('all');
  const events = data?.items ?? [];
  const shown = events.filter((event) => (kind === 'all' || event.kind === kind) && matches(event, filter));
  const away = node.state !== 'ready';
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {events.length > 0 && (
          <div className={page.tools}>
            <ChoiceSelect
              label={t('kind')}
              choices={choices.map((key) => ({ key, text: t(`kinds.${key}`) }))}
              chosen={kind}
              onChoose={setKind}
            />
            <FilterInput value={filter} onChange={setFilter} label={t('filter')} />
          </div>
        )}
      </div>
      {away && <LazyNodeAway node={node} />}
      {error && !data && !away && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && events.length === 0 && <EmptyState title={t('empty.title')} text={t('empty.text')} />}
      {events.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 && (
        <>
          <EventList events={shown} />
          <CommandLine command="docker events --since 24h" label={t('standsFor')} />
        </>
      )}
    </div>
  );
}

'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { ApiError } from '@/app/_api/client';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { PlainButton } from '@/app/_components/plain-button';
import { RemovedRows } from '@/app/_components/removed-rows';
import { RowEvents } from '@/app/_components/row-events';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { DockerEventKind } from '@/lib/shared/docker-event-kinds';
import { usePageNode } from './node-frame';

interface Props<Item> {
  kind: DockerEventKind;
  texts: { title: string; filter: string; create: string; prune: string };
  count: (total: number, unused: number) => string;
  query: { data: { items: Item[] } | undefined; error: ApiError | null; refetch: () => unknown };
  /** What the filter looks through. */
  wordsOf: (item: Item) => string[];
  isUnused: (item: Item) => boolean;
  /** Stands in place of a list without items. */
  empty?: ReactNode;
  /** @param away the node does not answer: what is shown is the last known */
  children: (shown: Item[], away: boolean) => ReactNode;
  create: (onClose: () => void) => ReactNode;
  prune: (unused: Item[], onClose: () => void) => ReactNode;
}

/** What one creates on a node and removes when nobody uses it: the page with its filter, its list and its two dialogs. */
export function NodeList<Item>(props: Props<Item>) {
  const { texts, query, wordsOf, children } = props;
  const common = useTranslations('common');
  const node = usePageNode();
  const [filter, setFilter] = useState('');
  // As it was when it was asked: what comes to be unused meanwhile is not removed unseen.
  const [pruned, setPruned] = useState<Item[] | null>(null);
  const [isCreating, setCreating] = useState(false);
  const { data, error } = query;
  const items = data?.items ?? [];
  const wanted = filter.trim().toLowerCase();
  const shown = items.filter((item) => wordsOf(item).some((word) => word.toLowerCase().includes(wanted)));
  const unused = items.filter(props.isUnused);
  const away = node.state !== 'ready';
  return (
    <RowEvents nodeId={node.id}>
      <div className={page.page}>
        <div className={page.head}>
          <h1>{texts.title}</h1>
          {items.length > 0 && <p className={page.summary}>{props.count(items.length, unused.length)}</p>}
          <div className={page.tools}>
            {items.length > 0 && <FilterInput value={filter} onChange={setFilter} label={texts.filter} />}
            {unused.length > 0 && !away && <PlainButton onClick={() => setPruned(unused)}>{texts.prune}</PlainButton>}
            {!away && (
              <PlainButton onClick={() => setCreating(true)}>
                <Plus size={15} aria-hidden />
                {texts.create}
              </PlainButton>
            )}
          </div>
        </div>
        {away && <LazyNodeAway node={node} />}
        {error && !data && !away && <FailedState error={error} onRetry={() => void query.refetch()} />}
        {!data && !error && <TableSkeleton />}
        {data && !away && items.length === 0 && props.empty}
        {items.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
        {shown.length > 0 && <div className={away ? page.stale : undefined}>{children(shown, away)}</div>}
        <RemovedRows kind={props.kind} />
        {isCreating && props.create(() => setCreating(false))}
        {pruned && props.prune(pruned, () => setPruned(null))}
      </div>
    </RowEvents>
  );
}

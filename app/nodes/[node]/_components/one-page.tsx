'use client';

import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ApiError } from '@/app/_api/client';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import { usePageNode } from './node-frame';
import classes from './one-page.module.css';

interface Props {
  /** The list that it is in. */
  list: 'containers' | 'images';
  listTitle: string;
  query: { data: unknown; error: ApiError | null; refetch: () => unknown };
  /** What is said where the list has come without it. */
  gone: { title: string; text: string };
  /** What it is; null: not in the list. */
  children: ReactNode;
}

/** The page of one thing of a node: the way back to the list, whether the node answers, and the thing. */
export function OnePage({ list, listTitle, query: { data, error, refetch }, gone, children }: Props) {
  const node = usePageNode();
  const away = node.state !== 'ready';
  return (
    <div className={page.page}>
      <p className={classes.back}>
        <Link href={nodeAddress(node.id, list)}>
          <ArrowLeft size={15} aria-hidden /> {listTitle}
        </Link>
      </p>
      {away && Boolean(data) && <LazyNodeAway node={node} />}
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {Boolean(data) && children === null && !away && <EmptyState title={gone.title} text={gone.text} />}
      {children}
    </div>
  );
}

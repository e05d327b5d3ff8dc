'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { useRecentEvents } from '@/app/_api/hooks/docker-events';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { RowEvent } from './event-text';

const RecentEvents = createContext<ReadonlyMap<string, DockerEventDto>>(new Map());

/** Least width of the column it stands in, so that it takes two lines at most. */
export const eventColumnWidth = 'min(18rem, 70vw)';

/** Around a page with a table: an event draws the cell of its own row anew, and not the rows around it. */
export function RowEvents({ nodeId, children }: { nodeId: string; children: ReactNode }) {
  return <RecentEvents value={useRecentEvents(nodeId)}>{children}</RecentEvents>;
}

/** What has happened on the node in the last moments, by what it happened to. */
export const useRowEvents = (): ReadonlyMap<string, DockerEventDto> => useContext(RecentEvents);

/**
 * What has just happened to a row, and by whom.
 * @param of what events may call it: its id; of an image its references too, since Docker tells a pull and a push of those
 */
export function EventOfRow({ of }: { of: readonly string[] }) {
  const recent = useRowEvents();
  const [last] = of.flatMap((name) => recent.get(name) ?? []).sort((a, b) => b.at.localeCompare(a.at));
  return <RowEvent event={last} />;
}

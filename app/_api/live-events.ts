import type { QueryClient } from '@tanstack/react-query';
import type { Output } from '@/lib/shared/api';
import { eventsShown } from '@/lib/shared/docker-event-kinds';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { fetchAgain } from './fetch-again';
import { nodeKeys } from './hooks/keys';

/** What was heard last, and when by the browser's clock. */
export interface HeardEvents {
  events: DockerEventDto[];
  atMs: number;
}

/** Something happened in a node's Docker: the timeline that a page holds gets it, rows that show what it is about say so for a moment, and what is shown of a container is fetched. */
export function onNodeEvents(client: QueryClient, { nodeId, events }: { nodeId: string; events: DockerEventDto[] }): void {
  client.setQueryData<HeardEvents>(nodeKeys.eventsNow(nodeId), { events, atMs: Date.now() });
  // New limits, or memory that ran out, change no list.
  for (const id of new Set(events.filter(({ kind }) => kind === 'container').map(({ subjectId }) => subjectId)))
    fetchAgain(client, { queryKey: nodeKeys.containerDetail(nodeId, id) });
  client.setQueryData<Output<'GET /nodes/{node}/events'>>(nodeKeys.events(nodeId), (held) => {
    if (!held) return held;
    const known = new Set(held.items.map(({ id }) => id));
    const fresh = events.filter(({ id }) => !known.has(id));
    return { items: [...fresh, ...held.items].sort((a, b) => b.at.localeCompare(a.at)).slice(0, eventsShown) };
  });
}

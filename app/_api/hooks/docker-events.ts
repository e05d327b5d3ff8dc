import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { HeardEvents } from '@/app/_api/live-events';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import { nodeKeys } from './keys';
import { useOperation } from './query';

/** What happened in a node's Docker, the newest first, and live. */
export const useDockerEvents = (nodeId: string) =>
  useOperation(nodeKeys.events(nodeId), 'GET /nodes/{node}/events', { params: { node: nodeId } });

/** So long a row says what happened to it, ms. */
const shownMs = 5_000;

const leftMsOf = ({ atMs }: HeardEvents): number => shownMs - (Date.now() - atMs);
const added = (
  { events }: HeardEvents,
  held: ReadonlyMap<string, DockerEventDto> = new Map(),
): ReadonlyMap<string, DockerEventDto> => new Map([...held, ...events.map((event) => [event.subjectId, event] as const)]);

/** The last thing that happened to each container, image … of a node, by its id, for a moment after it was heard. */
export function useRecentEvents(nodeId: string): ReadonlyMap<string, DockerEventDto> {
  const { data } = useQuery<HeardEvents | null>({ queryKey: nodeKeys.eventsNow(nodeId), queryFn: () => null, enabled: false });
  const [recent, setRecent] = useState<ReadonlyMap<string, DockerEventDto>>(() =>
    data && leftMsOf(data) > 0 ? added(data) : new Map(),
  );
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const leftMs = data ? leftMsOf(data) : 0;
    if (!data || leftMs <= 0) return;
    setRecent((held) => added(data, held));
    const told = new Set(data.events.map(({ id }) => id));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      // What came later stays for its own time.
      setRecent((held) => new Map([...held].filter(([, { id }]) => !told.has(id))));
    }, leftMs);
    timers.current.add(timer);
  }, [data]);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  return recent;
}

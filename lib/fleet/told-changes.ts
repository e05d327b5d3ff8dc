import type { Topic } from './node-link';

/** Least time between two tellings of one node, ms. */
export const tellEveryMs = 100;

/** What is to be told of nodes that change many times in a moment. */
export interface ToldChanges {
  /** Told at once; what follows within {@link tellEveryMs} as one, after it. */
  push(nodeId: string, topics: readonly Topic[]): void;
  /** Tells nothing more. @returns what was not told yet */
  stop(): Map<string, ReadonlySet<Topic>>;
}

/** @param tell is called with every topic since the last time, never with none */
export function createToldChanges(tell: (nodeId: string, topics: Topic[]) => void): ToldChanges {
  const pauses = new Map<string, { topics: Set<Topic>; timer: NodeJS.Timeout }>();

  function tellIn(ms: number, nodeId: string, topics: readonly Topic[]): void {
    const end = () => {
      const told = [...(pauses.get(nodeId)?.topics ?? [])];
      pauses.delete(nodeId);
      if (told.length === 0) return;
      tellIn(tellEveryMs, nodeId, []);
      tell(nodeId, told);
    };
    pauses.set(nodeId, { topics: new Set(topics), timer: setTimeout(end, ms).unref() });
  }

  return {
    push(nodeId, topics) {
      const pause = pauses.get(nodeId);
      // Not in this turn of the event loop: what changes together is told together.
      if (!pause) return tellIn(0, nodeId, topics);
      for (const topic of topics) pause.topics.add(topic);
    },
    stop() {
      for (const { timer } of pauses.values()) clearTimeout(timer);
      const untold = new Map([...pauses].map(([nodeId, { topics }]) => [nodeId, topics]));
      pauses.clear();
      return untold;
    },
  };
}

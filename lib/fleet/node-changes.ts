import { createCoalescer } from '@/lib/shared/coalesce';
import type { NodeTopic } from '@/lib/shared/realtime';

/** Throttle of `node.changed`: least time between two of one node, ms. Many of its containers may change in a moment. */
export const tellEveryMs = 100;

/** Joins what changes in each node to few messages, by {@link tellEveryMs}. */
export interface NodeChanges {
  push(nodeId: string, topics: readonly NodeTopic[]): void;
  /** Tells nothing more. @returns what was not told, by node */
  stop(): Map<string, readonly NodeTopic[]>;
}

/**
 * The first change of a node is told at once. Its networks alone are not: when a container ends, Docker takes it from its networks first and
 * tells that it ended some milliseconds later (moby daemon/monitor.go), and the pause after the one would hold up the other. They wait for
 * what else changes, for a pause at most.
 */
export function createNodeChanges(tell: (nodeId: string, topics: readonly NodeTopic[]) => void): NodeChanges {
  const networks = createCoalescer<string, readonly NodeTopic[]>({
    pauseMs: tellEveryMs,
    merge: (held) => held,
    deliver: tell,
  });
  const others = createCoalescer<string, readonly NodeTopic[]>({
    pauseMs: tellEveryMs,
    leadMs: 0,
    merge: (held, topics) => [...new Set([...held, ...topics])],
    deliver: (nodeId, topics) => tell(nodeId, [...new Set([...topics, ...(networks.take(nodeId) ?? [])])]),
  });
  return {
    push: (nodeId, topics) => (topics.every((topic) => topic === 'networks') ? networks : others).push(nodeId, topics),
    stop: () => new Map([...networks.stop(), ...others.stop()]),
  };
}

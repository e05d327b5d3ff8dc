import type { HealthSample } from '@/lib/shared/health';

/** How every connected node is, sampled in the background. Publishes `node.sampled`. */
export interface Health {
  start(): void;
  stop(): void;
  /** The last sample while the node is connected, else null: what it was is no word about what it is. */
  latest(nodeId: string): HealthSample | null;
  /** The last samples, the oldest first, also of a node that is away. */
  history(nodeId: string): HealthSample[];
  /** Somebody looks at this node now, or nobody does any more: it is asked more often while somebody does. */
  watch(nodeId: string, watched: boolean): void;
}

import type { NodeUsage, StatsNow } from '@/lib/shared/container-usage';

/**
 * What containers use. A node is asked only while somebody looks, and once for all who do: the first watch of a container opens one stream
 * of its counters, the end of the last one closes it.
 */
export interface ContainerUsage {
  /** The counters of a container as they are known now. @returns null while nobody watches it */
  statsNow(nodeId: string, containerId: string): StatsNow | null;
  /**
   * From now on its counters come, a sample each second. A stream that breaks is opened again as long as somebody watches; one of a container
   * that stopped is, when it runs again.
   * @param containerId its full id. @returns the function that ends it
   */
  watchStats(nodeId: string, containerId: string, listener: (now: StatsNow) => void): () => void;
  /** @returns without items while nobody watches the node */
  usageNow(nodeId: string): NodeUsage;
  /** From now on CPU and memory of all its running containers come, as often as that takes a tenth of the node's time at most. */
  watchUsage(nodeId: string, listener: (usage: NodeUsage) => void): () => void;
  stop(): void;
}

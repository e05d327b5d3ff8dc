import type { QueryClient } from '@tanstack/react-query';
import type { ContainerStats } from '@/lib/shared/containers';
import {
  type ContainerUse,
  type NodeUsage,
  rateOf,
  type StatsNow,
  type StatsRate,
  type StatsState,
} from '@/lib/shared/container-usage';
import { nodeKeys } from './hooks/keys';

/** Five minutes of them. */
export const ratesKept = 300;
/** Samples further apart tell nothing of the time between them: nobody watched, or the node was away, ms. */
const gapMs = 10_000;

/** What is known of what a container uses: how it is read, its last counters, and how it went, the oldest first. */
export interface StatsView {
  state: StatsState;
  sample: ContainerStats | null;
  rates: StatsRate[];
}

/** The view after what was heard. */
export function nextStats(held: StatsView | null | undefined, { state, sample }: StatsNow): StatsView {
  const [before, rates] = [held?.sample ?? null, held?.rates ?? []];
  // Told again with another state, or by the answer to a watch.
  if (!sample || sample.at === before?.at) return { state, sample: sample ?? before, rates };
  const rate = before && rateOf(before, sample);
  const isNext = rate && before.at !== null && rate.at - Date.parse(before.at) <= gapMs;
  return { state, sample, rates: isNext ? [...rates, rate].slice(-ratesKept) : rates };
}

/** A container was sampled. Nothing is fetched. */
export function onContainerStats(client: QueryClient, now: StatsNow): void {
  client.setQueryData<StatsView>(nodeKeys.stats(now.nodeId, now.containerId), (held) => nextStats(held, now));
}

/** What all containers of a node use: what was known before is replaced. */
export function onNodeUsage(client: QueryClient, { nodeId, items }: NodeUsage): void {
  client.setQueryData<ReadonlyMap<string, ContainerUse>>(nodeKeys.usage(nodeId), new Map(items.map((use) => [use.id, use])));
}

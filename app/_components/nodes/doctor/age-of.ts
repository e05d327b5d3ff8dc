import type { DoctorClass } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';

/**
 * Since when the light of a class says nothing new: its oldest examination, and the nodes whose state has changed since their own. What
 * is under examination now is neither.
 */
export function ageOf(
  { nodes: examined }: Pick<DoctorClass, 'nodes'>,
  nodes: ReadonlyArray<Pick<NodeDto, 'id' | 'stateSince'>>,
): { oldest: string | null; changed: string[] } {
  const done = examined.flatMap(({ nodeId, nodeName, report }) =>
    report?.state === 'done' ? [{ nodeId, nodeName, at: report.at }] : [],
  );
  // ISO 8601 in UTC, as the panel writes it, sorts by time.
  const oldest = done.map(({ at }) => at).sort()[0] ?? null;
  const since = new Map(nodes.map(({ id, stateSince }) => [id, stateSince]));
  return { oldest, changed: done.filter(({ nodeId, at }) => (since.get(nodeId) ?? '') > at).map(({ nodeName }) => nodeName) };
}

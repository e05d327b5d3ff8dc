import { z } from 'zod';
import type { Entry, TrackOf } from './entry';

/** Of the start of a lesson: both clocks at one moment, ms. */
const clocksSchema = z.object({ at: z.number(), nodeAt: z.number().nullable() });

/** Sizes and the ends of commands inside containers say nothing of what a student did. */
const isNoise = (action: string): boolean => /^(resize|top|exec_die|exec_start|health_status)\b/.test(action);

/**
 * What the panel remembers of the nodes that this student's lessons were begun on, since the first was. The node is asked nothing: it may be
 * away, and a look at a track must not change what is known of its events.
 * @returns `hasGap`: events between then and now may be missing
 */
export async function deedEntries(
  { ctx, learner: { classId, userId }, before }: TrackOf,
  nodeName: (id: string) => string | null,
): Promise<{ entries: Entry[]; hasGap: boolean }> {
  const rows = await ctx.db.lessonStart.findMany({
    where: { classId, userId },
    orderBy: { at: 'asc' },
    select: { nodeId: true, facts: true },
  });
  const first = new Map<string, { at: number; offsetMs: number }>();
  for (const { nodeId, facts } of rows) {
    const start = clocksSchema.safeParse(JSON.parse(facts)).data;
    if (!start || start.nodeAt === null) continue;
    // The newest start knows best how the node's clock differs now.
    first.set(nodeId, { at: first.get(nodeId)?.at ?? start.at, offsetMs: start.at - start.nodeAt });
  }
  const nodes = [...first].map(([nodeId, { at, offsetMs }]) => {
    const seen = ctx.deedLog.remembered(nodeId, at - offsetMs);
    const entries = seen.deeds.flatMap((deed): Entry[] => {
      const { action, kind: on, name, image, exitCode, id, atMs } = deed;
      const key = [nodeId, on, action, id, name, atMs].join(' ');
      const about = { action, on, name: name ?? id?.slice(0, 12) ?? null, image, exitCode, node: nodeName(nodeId) };
      const at = atMs + offsetMs;
      if (isNoise(action) || (before !== null && at >= before)) return [];
      return [{ key, at, lesson: null, step: null, kind: 'deed', ...about }];
    });
    return { entries, hasGap: seen.hasGap };
  });
  return { entries: nodes.flatMap(({ entries }) => entries), hasGap: nodes.some(({ hasGap }) => hasGap) };
}

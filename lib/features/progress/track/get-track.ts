import type { Ctx } from '@/lib/core/runtime';
import { findStep } from '@/lib/features/courses/course';
import type { TrackDto, TrackItem } from '@/lib/shared/track';
import { learnerFor, staffClassFor } from '../learner';
import { learnerValues, localeOf } from '../lessons';
import { progressOf } from '../list-progress';
import { textIn } from '../present-progress';
import { loadRecords } from '../step-record';
import { deedEntries } from './deeds';
import type { Entry, TrackOf } from './entry';
import { handEntries } from './hands';
import { similarEntries } from './similar';
import { noteEntries, passEntries, startEntries, verdictEntries } from './steps';

/** What is stored at one moment comes on one page: every check of a step is. */
const atOnceMax = 64;

/**
 * One line of what a student did in a class, and of what became of it, the newest first; for staff.
 * @throws AppError `not_found`, also for who is no student of the class; `course_not_set`
 */
export async function getTrack(
  ctx: Ctx,
  { classId, userId, cursor, limit }: { classId: string; userId: string; cursor?: string | undefined; limit: number },
): Promise<TrackDto> {
  await staffClassFor(ctx, classId, 'board.read');
  const learner = await learnerFor(ctx, { classId, userId }, 'progress.read');
  const before = cursor === undefined ? null : Date.parse(cursor);
  const of: TrackOf = { ctx, learner, before, take: limit + atOnceMax };
  const nodes = await ctx.db.node.findMany({ where: { classId }, select: { id: true, name: true } });
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const nodeName = (id: string): string | null => names.get(id) ?? null;
  const deeds = await deedEntries(of, nodeName);
  const stored = await Promise.all([
    startEntries(of, nodeName),
    verdictEntries(of),
    passEntries(of),
    learnerValues(ctx, learner).then((values) => noteEntries(of, values)),
    handEntries(of),
    similarEntries(of),
  ]);
  const { page, next } = cutPage([...stored.flat(), ...deeds.entries], limit);
  const records = (await loadRecords(ctx.db, { classId, userId })).get(userId);
  const { points, pointsOf, passed, steps } = progressOf(learner.course, learner, records, learner);
  return {
    ...{ userId, name: learner.name, nodeId: learner.node?.id ?? null, node: learner.node?.name ?? null },
    ...{ passed, steps: steps.length, points, pointsOf, hasGap: deeds.hasGap },
    items: page.map((entry) => present(ctx, learner, entry)),
    ...(next !== null && { nextCursor: new Date(next).toISOString() }),
  };
}

/** Of the same moment the consequence comes last: a step is passed by what was seen and written. */
const rank = ({ kind }: { kind?: string }): number => (kind === 'passed' || kind === 'excused' ? 0 : kind === 'wrote' ? 1 : 2);

/** The newest, and whatever is of the same moment as the last of them, so that a moment divides pages. Pure. */
export function cutPage<T extends { at: number; key: string; kind?: string }>(
  entries: readonly T[],
  limit: number,
): { page: T[]; next: number | null } {
  const sorted = [...entries].sort((a, b) => b.at - a.at || rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  const last = sorted[limit - 1]?.at ?? null;
  if (last === null) return { page: sorted, next: null };
  const page = sorted.filter(({ at }) => at >= last);
  return { page, next: page.length < sorted.length ? last : null };
}

function present(ctx: Ctx, { course }: TrackOf['learner'], { at, ...entry }: Entry): TrackItem {
  const { lesson, step } = entry;
  const found = lesson === null ? undefined : course.lessons.find(({ id }) => id === lesson);
  const own = lesson !== null && step !== null ? findStep(course, lesson, step)?.step : undefined;
  const title = textIn(localeOf(ctx), own?.title ?? found?.file.title);
  return { ...entry, at: new Date(at).toISOString(), title } as TrackItem;
}

import type { Ctx } from '@/lib/core/runtime';
import { passedHowSchema } from '@/lib/shared/courses';
import { findStep } from '@/lib/features/courses/course';
import { localeOf } from '../lessons';
import { readVerdict, sayShownHint, sayStored } from '../present-progress';
import { readHint } from '../step-record';
import { type Entry, pageOf, type TrackOf } from './entry';

/** Names of people by id; of who is gone there is none. */
export async function namesOf(
  { db }: Pick<Ctx, 'db'>,
  ids: ReadonlyArray<string | null>,
): Promise<(id: string | null) => string | null> {
  const known = [...new Set(ids.filter((id) => id !== null))];
  const rows = await db.user.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? null : (names.get(id) ?? null));
}

/** Lessons that were begun, with the node they were begun on. */
export async function startEntries(of: TrackOf, nodeName: (id: string) => string | null): Promise<Entry[]> {
  const rows = await of.ctx.db.lessonStart.findMany({
    ...pageOf(of),
    select: { id: true, lessonId: true, nodeId: true, at: true },
  });
  return rows.map(
    ({ id, lessonId, nodeId, at }): Entry => ({
      ...{ key: id, at: at.getTime(), lesson: lessonId, step: null, kind: 'lesson', node: nodeName(nodeId) },
    }),
  );
}

/** Verdicts that differed from the one before. */
export async function verdictEntries(of: TrackOf): Promise<Entry[]> {
  const rows = await of.ctx.db.evidence.findMany(pageOf(of));
  return rows.map((row): Entry => {
    const stored = readVerdict(row);
    const { wanted, found, where } = { wanted: undefined, found: undefined, where: undefined, ...stored.verdict };
    return {
      ...{ key: row.id, at: row.at.getTime(), lesson: row.lessonId, step: row.stepId, kind: 'check', count: row.count },
      ...{ verdict: stored.verdict.verdict, says: sayStored(localeOf(of.ctx), stored) },
      ...{ wanted: wanted ?? null, found: found ?? null, where: where ?? null },
    };
  });
}

/** Steps that were passed, excused or begun anew. */
export async function passEntries(of: TrackOf): Promise<Entry[]> {
  const [passes, resets] = await Promise.all([of.ctx.db.stepPass.findMany(pageOf(of)), of.ctx.db.stepReset.findMany(pageOf(of))]);
  const nameOf = await namesOf(
    of.ctx,
    [...passes, ...resets].map(({ byId }) => byId),
  );
  const place = (row: { id: string; lessonId: string; stepId: string; at: Date }) => ({
    ...{ key: row.id, at: row.at.getTime(), lesson: row.lessonId, step: row.stepId },
  });
  return [
    ...passes.map(
      (row): Entry =>
        row.how === 'excused'
          ? { ...place(row), kind: 'excused', by: nameOf(row.byId) }
          : { ...place(row), kind: 'passed', how: passedHowSchema.nullable().catch(null).parse(row.how) },
    ),
    ...resets.map(
      (row): Entry => ({ ...place(row), kind: 'reset', by: row.byId === of.learner.userId ? null : nameOf(row.byId) }),
    ),
  ];
}

const levels: Record<string, number> = { hint: 1, more: 2, solution: 3 };

/** What the student wrote, and the help that was shown. @param values of the course's texts */
export async function noteEntries(of: TrackOf, values: Readonly<Record<string, string>>): Promise<Entry[]> {
  const rows = await of.ctx.db.stepNote.findMany(pageOf(of));
  return rows.flatMap((row): Entry[] => {
    const place = { key: row.id, at: row.at.getTime(), lesson: row.lessonId, step: row.stepId };
    const { kind, value } = row;
    if (kind === 'prediction' || kind === 'truth' || kind === 'answer' || kind === 'why')
      return [{ ...place, kind: 'wrote', what: kind, value }];
    const level = kind === 'help' ? levels[row.checkId] : undefined;
    if (level === undefined) return [];
    const step = findStep(of.learner.course, row.lessonId, row.stepId)?.step;
    const hint = level === 1 ? readHint(value) : null;
    const says = hint && step ? sayShownHint(localeOf(of.ctx), hint, step, values) : null;
    return [{ ...place, kind: 'help', level, says }];
  });
}

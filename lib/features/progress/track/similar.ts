import { type Entry, pageOf, type TrackOf } from './entry';
import { namesOf } from './steps';

/** Images of the student whose uppermost layer another student of the class has, too: each once, when it was first seen. */
export async function similarEntries(of: TrackOf): Promise<Entry[]> {
  const { db } = of.ctx;
  const { classId, userId } = of.learner;
  const { where } = pageOf(of);
  const own = await db.stepNote.findMany({ where: { ...where, kind: 'layer' }, orderBy: { at: 'asc' } });
  const first = own.filter(
    (row, index) => own.findIndex(({ stepId, value }) => stepId === row.stepId && value === row.value) === index,
  );
  const others = await db.stepNote.findMany({
    where: { classId, kind: 'layer', userId: { not: userId }, value: { in: first.map(({ value }) => value) } },
    select: { userId: true, value: true },
  });
  const nameOf = await namesOf(
    of.ctx,
    others.map((other) => other.userId),
  );
  return first.flatMap(({ id, at, lessonId, stepId, value }): Entry[] => {
    const ids = new Set(others.filter((other) => other.value === value).map((other) => other.userId));
    const names = [...ids].flatMap((other) => nameOf(other) ?? []).sort();
    if (names.length === 0) return [];
    return [{ key: id, at: at.getTime(), lesson: lessonId, step: stepId, kind: 'similar', with: names }];
  });
}

import type { Runtime } from '@/lib/core/runtime';
import { AppError } from '@/lib/core/errors';
import { courseOf } from '@/lib/features/progress/learner';
import { studentsOf } from '@/lib/features/progress/list-progress';
import { loadRecords, type StepRecord } from '@/lib/features/progress/step-record';
import { ClassBoard } from './class-board';

export interface LoadedBoard {
  board: ClassBoard;
  className: string;
  openUpTo: string | null;
}

/** The board of a class as the database has it. @throws AppError `not_found`, `course_not_set` */
export async function loadBoard(deps: Pick<Runtime, 'db' | 'courses'>, classId: string): Promise<LoadedBoard> {
  const { db } = deps;
  const row = await db.class.findUnique({
    where: { id: classId },
    select: { name: true, courseHash: true, openUpTo: true, solutionHalf: true },
  });
  if (!row) throw new AppError('not_found');
  const course = await courseOf(deps, row);
  const [students, records, hands, nodes] = await Promise.all([
    studentsOf(deps, classId),
    loadRecords(db, { classId }),
    openHands(deps, classId),
    nodesOf(deps, classId),
  ]);
  const rows = students.map(({ userId, name, lastSeenAt }) => {
    const own = records.get(userId) ?? new Map<string, StepRecord>();
    const activeAt = Math.max(0, ...[...own.values()].map(({ revision }) => revision)) || null;
    const hand = hands.get(userId) ?? null;
    return { userId, name, node: nodes.get(userId) ?? null, records: own, hand, activeAt, lastSeenAt };
  });
  return { board: new ClassBoard(course, rows, row), className: row.name, openUpTo: row.openUpTo };
}

/** Raised hands by student. */
export async function openHands(
  { db }: Pick<Runtime, 'db'>,
  classId: string,
): Promise<Map<string, { id: string; claimedBy: string | null; since: number }>> {
  const rows = await db.helpRequest.findMany({
    where: { classId, endedAt: null },
    select: { id: true, userId: true, claimedById: true, createdAt: true },
  });
  const helpers = await db.user.findMany({
    where: { id: { in: rows.flatMap(({ claimedById }) => claimedById ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(helpers.map(({ id, name }) => [id, name]));
  return new Map(
    rows.map(({ id, userId, claimedById, createdAt }) => [
      userId,
      { id, claimedBy: claimedById === null ? null : (nameOf.get(claimedById) ?? ''), since: createdAt.getTime() },
    ]),
  );
}

/** The first node by name of each student. */
async function nodesOf({ db }: Pick<Runtime, 'db'>, classId: string): Promise<Map<string, { id: string; name: string }>> {
  const rows = await db.node.findMany({
    where: { classId },
    select: { id: true, name: true, assignments: { select: { userId: true } } },
    orderBy: { name: 'desc' },
  });
  return new Map(rows.flatMap(({ id, name, assignments }) => assignments.map(({ userId }) => [userId, { id, name }] as const)));
}

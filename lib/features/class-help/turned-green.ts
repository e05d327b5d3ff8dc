import type { HelpRequest } from '@prisma/client';
import type { Ctx } from '@/lib/core/runtime';

type Asked = Pick<HelpRequest, 'id' | 'classId' | 'userId' | 'lessonId' | 'stepId' | 'createdAt'>;

/** Hands whose step is over by now, and was not begun anew since: they are offered as done. @returns their ids */
export async function turnedGreen({ db }: Pick<Ctx, 'db'>, hands: readonly Asked[]): Promise<ReadonlySet<string>> {
  const places = hands.flatMap(({ classId, userId, lessonId, stepId }) =>
    lessonId === null || stepId === null ? [] : [{ classId, userId, lessonId, stepId }],
  );
  if (places.length === 0) return new Set();
  const select = { classId: true, userId: true, lessonId: true, stepId: true, at: true, round: true } as const;
  const [passes, resets] = await Promise.all([
    db.stepPass.findMany({ where: { OR: places }, select }),
    db.stepReset.findMany({ where: { OR: places }, select }),
  ]);
  const isOf = (hand: Asked) => (row: Omit<Asked, 'id' | 'createdAt'>) =>
    row.classId === hand.classId && row.userId === hand.userId && row.lessonId === hand.lessonId && row.stepId === hand.stepId;
  const green = hands.filter((hand) => {
    const ended = Math.max(0, ...resets.filter(isOf(hand)).map(({ round }) => round));
    return passes.some((pass) => isOf(hand)(pass) && pass.round > ended && pass.at > hand.createdAt);
  });
  return new Set(green.map(({ id }) => id));
}

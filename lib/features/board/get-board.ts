import type { Ctx } from '@/lib/core/runtime';
import { staffClassFor } from '@/lib/features/progress/learner';
import { localeOf } from '@/lib/features/progress/lessons';
import type { BoardDto } from '@/lib/shared/board';

/** Every student and every step of a class. @throws AppError `not_found`, `course_not_set` */
export async function getBoard(ctx: Ctx, { classId }: { classId: string }): Promise<BoardDto> {
  await staffClassFor(ctx, classId, 'board.read');
  return ctx.boards.snapshot(classId, localeOf(ctx));
}

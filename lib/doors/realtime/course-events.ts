import { AppError } from '@/lib/core/errors';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { staffClassFor, studentFor } from '@/lib/features/progress/learner';
import { watchBoardSchema, watchLessonSchema } from '@/lib/shared/realtime';
import { type EventHandler, onEvent } from './on-event';
import { boardRoom, lessonRoom } from './rooms';
import type { SocketSession } from './socket-session';

/** One's own steps, and for staff the board. Rooms are named by the server from who asks and in which language. */
export const courseEvents: EventHandler[] = [
  onEvent({
    name: 'lesson:watch',
    schema: watchLessonSchema,
    async run(ctx, session, { class: classId }) {
      await studentFor(ctx, { classId }, 'course.read');
      // What a tab watches is counted, and given back when it goes.
      if (session.gone) throw new AppError('cancelled');
      if (session.lessons.has(classId)) return null;
      session.lessons.add(classId);
      ctx.progress.watch({ classId, userId: session.userId }, true);
      void session.socket.join(lessonRoom(classId, session.userId, session.locale));
      return null;
    },
  }),
  onEvent({
    name: 'lesson:unwatch',
    schema: watchLessonSchema,
    async run(ctx, session, { class: classId }) {
      await studentFor(ctx, { classId }, 'course.read');
      leaveLesson(ctx, session, classId);
      return null;
    },
  }),
  onEvent({
    name: 'board:watch',
    schema: watchBoardSchema,
    async run(ctx, session, { class: classId }) {
      await staffClassFor(ctx, classId, 'board.read');
      // In the room first: what changes while the snapshot is made has a number of its own.
      session.boards.add(classId);
      await session.socket.join(boardRoom(classId, session.locale));
      return ctx.boards.snapshot(classId, session.locale);
    },
  }),
  onEvent({
    name: 'board:unwatch',
    schema: watchBoardSchema,
    async run(ctx, session, { class: classId }) {
      await staffClassFor(ctx, classId, 'board.read');
      leaveBoard(session, classId);
      return null;
    },
  }),
];

function leaveLesson({ progress }: Pick<Runtime, 'progress'>, session: SocketSession, classId: string): void {
  if (!session.lessons.delete(classId)) return;
  progress.watch({ classId, userId: session.userId }, false);
  void session.socket.leave(lessonRoom(classId, session.userId, session.locale));
}

function leaveBoard(session: SocketSession, classId: string): void {
  session.boards.delete(classId);
  void session.socket.leave(boardRoom(classId, session.locale));
}

/** Lets go of what a tab that is gone has watched. */
export function leaveCourses(runtime: Pick<Runtime, 'progress'>, session: SocketSession): void {
  for (const classId of [...session.lessons]) leaveLesson(runtime, session, classId);
  session.boards.clear();
}

/** Takes from a tab the lessons and boards that its actor may no longer see. */
export async function reviewCourses(ctx: Ctx, session: SocketSession): Promise<void> {
  for (const classId of [...session.lessons]) {
    const may = await studentFor(ctx, { classId }, 'course.read').then(Boolean, () => false);
    if (!may) leaveLesson(ctx, session, classId);
  }
  for (const classId of [...session.boards]) {
    const may = await staffClassFor(ctx, classId, 'board.read').then(Boolean, () => false);
    if (!may) leaveBoard(session, classId);
  }
}

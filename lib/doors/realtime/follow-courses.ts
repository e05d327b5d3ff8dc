import type { Runtime } from '@/lib/core/runtime';
import { findLearner } from '@/lib/features/progress/learner';
import { presentStepProgress } from '@/lib/features/progress/lessons';
import type { ProgressChanged } from '@/lib/features/progress/progress';
import type { Locale } from '@/lib/shared/common';
import { boardRoom, classOfBoardRoom, lessonRoom, userRoom } from './rooms';
import type { RealtimeServer, SocketSession } from './socket-session';

const locales: readonly Locale[] = ['ko', 'en'];

/** Carries what happens to steps, boards, hands and announcements to the rooms of those whom it is for. @returns the function that ends it */
export function followCourses(io: RealtimeServer, runtime: Runtime, sessions: ReadonlySet<SocketSession>): () => void {
  const { bus, boards, log } = runtime;
  const { adapter } = io.of('/');
  const watched = new Map<string, () => void>();
  const isFull = (room: string): boolean => (adapter.rooms.get(room)?.size ?? 0) > 0;

  /** Told in the language of each page; nobody looks, nothing is made. */
  async function tellStep({ classId, userId, record }: ProgressChanged): Promise<void> {
    const rooms = locales.filter((locale) => isFull(lessonRoom(classId, userId, locale)));
    if (rooms.length === 0) return;
    const learner = await findLearner(runtime, classId, userId);
    if (!learner) return;
    for (const locale of rooms) {
      const progress = await presentStepProgress(runtime, learner, record, locale);
      io.to(lessonRoom(classId, userId, locale)).emit('step:changed', { ...progress, classId });
    }
  }

  /** Those who watch the lessons of a class, one of them or all, and those who watch its board. */
  function tellClass(classId: string, event: 'class:announced' | 'hand:changed' | 'course:changed', userId?: string): void {
    for (const session of sessions) {
      const isIts = session.lessons.has(classId) && (userId === undefined || session.userId === userId);
      if (isIts || session.boards.has(classId)) session.socket.emit(event, { classId });
    }
  }

  /** A board is followed from the first page that watches it to the last. */
  function onRoomMade(room: string): void {
    const classId = classOfBoardRoom(room);
    if (classId === null || watched.has(classId)) return;
    const end = boards.watch(classId, (changes) => {
      for (const locale of locales)
        if (isFull(boardRoom(classId, locale))) io.to(boardRoom(classId, locale)).emit('board:changes', changes(locale));
    });
    watched.set(classId, end);
  }
  function onRoomEmpty(room: string): void {
    const classId = classOfBoardRoom(room);
    if (classId === null || locales.some((locale) => isFull(boardRoom(classId, locale)))) return;
    watched.get(classId)?.();
    watched.delete(classId);
  }
  adapter.on('create-room', onRoomMade);
  adapter.on('delete-room', onRoomEmpty);

  const subscriptions = [
    bus.subscribe('progress.changed', (event) => {
      tellStep(event).catch((error: unknown) => log.error({ error, classId: event.classId }, 'A step could not be told of.'));
    }),
    bus.subscribe('class.announced', ({ classId }) => tellClass(classId, 'class:announced')),
    bus.subscribe('course.changed', ({ classId }) => tellClass(classId, 'course:changed')),
    // To all tabs of the student, whatever they show: one of the old node goes on with the new one.
    bus.subscribe('node.swapped', (event) => void io.to(userRoom(event.userId)).emit('node:swapped', event)),
    bus.subscribe('hand.changed', ({ classId, userId }) => tellClass(classId, 'hand:changed', userId)),
  ];
  return () => {
    for (const end of subscriptions) end();
    for (const end of watched.values()) end();
    adapter.off('create-room', onRoomMade);
    adapter.off('delete-room', onRoomEmpty);
  };
}

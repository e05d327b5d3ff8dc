import type { Ctx, Runtime } from '@/lib/core/runtime';
import { staffClassFor } from '@/lib/features/progress/learner';
import { type ClassListName, classListNameSchema } from '@/lib/shared/class-lists';
import { watchClassListSchema } from '@/lib/shared/realtime';
import { followRooms } from './follow-rooms';
import { type EventHandler, onEvent } from './on-event';
import { classListRoom } from './rooms';
import type { RealtimeServer, SocketSession } from './socket-session';

const actionOf = { containers: 'class.containers', images: 'class.images' } as const;

/** The containers or the images of all nodes of a class, for its staff. */
export const classListEvents: EventHandler[] = [
  onEvent({
    name: 'class-list:watch',
    schema: watchClassListSchema,
    async run(ctx, session, { class: classId, list }) {
      await staffClassFor(ctx, classId, actionOf[list]);
      const room = classListRoom(classId, list);
      session.classLists.set(room, { classId, list });
      await session.socket.join(room);
      // Which list the changes go on from: what the page has read before may be of another.
      const { epoch, v } = await ctx.classLists.look(classId, list);
      return { epoch, v };
    },
  }),
  onEvent({
    name: 'class-list:unwatch',
    schema: watchClassListSchema,
    async run(ctx, session, { class: classId, list }) {
      await staffClassFor(ctx, classId, actionOf[list]);
      leave(session, classListRoom(classId, list));
      return null;
    },
  }),
];

function leave(session: SocketSession, room: string): void {
  session.classLists.delete(room);
  void session.socket.leave(room);
}

/** Takes from a tab the lists of classes that its actor may no longer see. */
export async function reviewClassLists(ctx: Ctx, session: SocketSession): Promise<void> {
  for (const [room, { classId, list }] of [...session.classLists]) {
    const may = await staffClassFor(ctx, classId, actionOf[list]).then(Boolean, () => false);
    if (!may) leave(session, room);
  }
}

/** Carries changes of lists to those who watch them: from the first page that does to the last. @returns the function that ends it */
export function followClassLists(io: RealtimeServer, { classLists }: Pick<Runtime, 'classLists'>): () => void {
  return followRooms(io, (room) => {
    const of = classListOfRoom(room);
    return of && classLists.watch(of.classId, of.list, (changes) => void io.to(room).emit('class-list:changes', changes));
  });
}

function classListOfRoom(room: string): { classId: string; list: ClassListName } | null {
  const [, classId, list] = /^class-list:([a-z0-9]{24}):([a-z]+)$/.exec(room) ?? [];
  const named = classListNameSchema.safeParse(list);
  return classId !== undefined && named.success ? { classId, list: named.data } : null;
}

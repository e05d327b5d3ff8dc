import type { Ctx, Runtime } from '@/lib/core/runtime';
import { listStudentTerminals, observeTerminal } from '@/lib/features/terminals/observe-terminal';
import { listStudentTerminalsSchema, observeTerminalSchema } from '@/lib/shared/realtime';
import { type EventHandler, onEvent } from './on-event';
import type { SocketSession } from './socket-session';

/** Staff look on at the terminals of their students. Output is acknowledged and left by the events of one's own terminals. */
export const observeEvents: EventHandler[] = [
  onEvent({
    name: 'student-terminals:list',
    schema: listStudentTerminalsSchema,
    run: async (ctx, _session, input) => ({
      items: await listStudentTerminals(ctx, { classId: input.class, userId: input.student }),
    }),
  }),
  onEvent({
    name: 'terminal:observe',
    schema: observeTerminalSchema,
    async run(ctx, session, input) {
      const { id, class: classId, student: userId, afterSeq } = input;
      const { socket } = session;
      const { attached, observer } = await observeTerminal(
        ctx,
        { classId, userId, id, afterSeq },
        {
          output: (seq, data) => void socket.emit('terminal:output', { id, seq, data }),
          sized: (size) => void socket.emit('terminal:sized', { id, ...size }),
          ended(reason, exitCode) {
            session.observed.delete(id);
            socket.emit('terminal:ended', { id, reason, exitCode });
          },
        },
      );
      // A tab looks on at a terminal once: the newer one counts.
      leaveObserved(ctx, session, id);
      session.observed.set(id, { classId, userId, observer });
      if (session.gone) leaveObserved(ctx, session, id);
      return attached;
    },
  }),
];

/** Looks on no longer. @returns whether it did */
export function leaveObserved({ terminals }: Pick<Runtime, 'terminals'>, session: SocketSession, id: string): boolean {
  const observed = session.observed.get(id);
  if (!observed) return false;
  session.observed.delete(id);
  terminals.detach(observed.userId, id, observed.observer);
  return true;
}

/** The tab is gone. */
export function leaveAllObserved(runtime: Pick<Runtime, 'terminals'>, session: SocketSession): void {
  for (const id of [...session.observed.keys()]) leaveObserved(runtime, session, id);
}

/** Takes from a tab the terminals that its actor may no longer look on at; the page hears why. */
export async function reviewObserved(ctx: Ctx, session: SocketSession): Promise<void> {
  for (const [id, { classId, userId, observer }] of [...session.observed]) {
    const open = await listStudentTerminals(ctx, { classId, userId }).catch(() => []);
    if (open.some((terminal) => terminal.id === id)) continue;
    if (leaveObserved(ctx, session, id)) observer.ended('access_revoked', null);
  }
}

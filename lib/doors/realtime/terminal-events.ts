import {
  attachTerminalSchema,
  listTerminalsSchema,
  openTerminalSchema,
  type TerminalEnd,
  terminalAckSchema,
  terminalInputSchema,
  terminalRefSchema,
  terminalResizeSchema,
} from '@/lib/shared/realtime';
import { closeTerminal } from '@/lib/features/terminals/close-terminal';
import { listTerminals } from '@/lib/features/terminals/list-terminals';
import { openTerminal } from '@/lib/features/terminals/open-terminal';
import type { TerminalViewer } from '@/lib/features/terminals/terminals';
import type { Runtime } from '@/lib/core/runtime';
import { leaveObserved } from './observe-events';
import { type EventHandler, onEvent } from './on-event';
import type { SocketSession } from './socket-session';

/** This tab as a viewer. A tab looks at a terminal once: attaching again replaces what was there. */
function newViewer(runtime: Pick<Runtime, 'terminals'>, session: SocketSession, id: string): TerminalViewer {
  const before = session.viewers.get(id);
  if (before) runtime.terminals.detach(session.userId, id, before);
  session.viewers.delete(id);
  return {
    output: (seq: number, data: Uint8Array) => void session.socket.emit('terminal:output', { id, seq, data }),
    observed: (names) => void session.socket.emit('terminal:observed', { id, names }),
    ended(reason: TerminalEnd, exitCode: number | null) {
      session.viewers.delete(id);
      session.socket.emit('terminal:ended', { id, reason, exitCode });
    },
  };
}

/** The tab went away: its terminals stay for `terminalDetachedMs`. */
export function leaveTerminals(runtime: Pick<Runtime, 'terminals'>, session: SocketSession): void {
  for (const [id, viewer] of session.viewers) runtime.terminals.detach(session.userId, id, viewer, true);
  session.viewers.clear();
}

export const terminalEvents: EventHandler[] = [
  onEvent({
    name: 'terminal:open',
    schema: openTerminalSchema,
    async run(ctx, session, input) {
      const terminal = await openTerminal(ctx, input);
      // The tab left while the shell was opened: nobody knows of it, so nobody would ever come back for it.
      if (session.gone) return ctx.terminals.close(ctx.actor.id, terminal.id);
      const viewer = newViewer(ctx, session, terminal.id);
      const attached = ctx.terminals.attach(ctx.actor.id, terminal.id, 0, viewer);
      session.viewers.set(terminal.id, viewer);
      return attached;
    },
  }),
  onEvent({
    name: 'terminal:attach',
    schema: attachTerminalSchema,
    run(ctx, session, input) {
      const viewer = newViewer(ctx, session, input.id);
      const attached = ctx.terminals.attach(ctx.actor.id, input.id, input.afterSeq, viewer);
      session.viewers.set(input.id, viewer);
      const { as, nodeId, state } = attached.terminal;
      if (state === 'open') ctx.terminals.resize(ctx.actor.id, input.id, input.cols, input.rows);
      if (as === 'login') ctx.bus.publish('guided-shell.attached', { nodeId });
      return attached;
    },
  }),
  onEvent({
    name: 'terminal:input',
    kind: 'hot',
    schema: terminalInputSchema,
    run(ctx, session, input) {
      const viewer = session.viewers.get(input.id);
      const from = viewer && { viewer, isAnswer: input.answer === true, locale: session.locale };
      ctx.terminals.input(ctx.actor.id, input.id, input.data, from);
    },
    settle: (ctx, _session, input) => ctx.terminals.inputReady(ctx.actor.id, input.id),
  }),
  onEvent({
    name: 'terminal:resize',
    kind: 'hot',
    schema: terminalResizeSchema,
    run: (ctx, _session, input) => ctx.terminals.resize(ctx.actor.id, input.id, input.cols, input.rows),
  }),
  onEvent({
    name: 'terminal:ack',
    kind: 'hot',
    schema: terminalAckSchema,
    run(ctx, session, input) {
      const observed = session.observed.get(input.id);
      if (observed) return ctx.terminals.acknowledge(observed.userId, input.id, observed.observer, input.seq);
      const viewer = session.viewers.get(input.id);
      // Asked also when this tab looks at no such terminal: what is another's answers as what does not exist.
      if (viewer) ctx.terminals.acknowledge(ctx.actor.id, input.id, viewer, input.seq);
      else ctx.terminals.get(ctx.actor.id, input.id);
    },
  }),
  onEvent({
    name: 'terminal:detach',
    kind: 'hot',
    schema: terminalRefSchema,
    run(ctx, session, input) {
      if (leaveObserved(ctx, session, input.id)) return;
      ctx.terminals.get(ctx.actor.id, input.id);
      const viewer = session.viewers.get(input.id);
      if (viewer) ctx.terminals.detach(ctx.actor.id, input.id, viewer);
      session.viewers.delete(input.id);
    },
  }),
  onEvent({ name: 'terminal:close', schema: terminalRefSchema, run: (ctx, _session, input) => closeTerminal(ctx, input) }),
  onEvent({
    name: 'terminal:list',
    schema: listTerminalsSchema,
    run: async (ctx, _session, input) => ({ items: await listTerminals(ctx, input) }),
  }),
];

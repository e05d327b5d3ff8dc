import { randomBytes } from 'node:crypto';
import { AppError } from '@/lib/errors';
import type { Logger } from '@/lib/log';
import type { TerminalEnd } from '@/lib/shared/realtime';
import { defaultTerminalLimits, type TerminalLimits } from './terminal-limits';
import { createTerminalSession, type TerminalSession } from './terminal-session';
import type { Terminals } from './terminals';

export interface TerminalsDeps {
  now(): Date;
  /** 32 hex digits nobody can guess; the default draws 128 random bits. */
  newTerminalId?(): string;
  log: Logger;
  limits?: Partial<TerminalLimits>;
  /** A monotonic clock in ms for flow control; the wall clock may be set back. */
  nowMs?(): number;
}

export function newTerminalId(): string {
  return randomBytes(16).toString('hex');
}

/** The terminals of one panel. Everything is looked up by id *and* owner; what is another's does not exist. */
export function createTerminals(deps: TerminalsDeps): Terminals {
  const limits: TerminalLimits = { ...defaultTerminalLimits, ...deps.limits };
  const nowMs = deps.nowMs ?? (() => performance.now());
  const sessions = new Map<string, TerminalSession>();
  /** Ended ones, by id: who owned them, so that a late message hears "closed" and strangers still hear "not found". */
  const ended = new Map<string, { ownerId: string; forget: NodeJS.Timeout }>();
  const expiries = new Map<string, NodeJS.Timeout>();
  let state: 'running' | 'stopped' = 'running';

  function find(userId: string, id: string): TerminalSession {
    const session = sessions.get(id);
    if (session?.ownerId === userId) return session;
    throw new AppError(ended.get(id)?.ownerId === userId ? 'terminal_closed' : 'terminal_not_found');
  }

  /** Starts or stops the clock of a terminal nobody looks at. */
  function watchExpiry(session: TerminalSession): void {
    const { id } = session.terminal;
    clearTimeout(expiries.get(id));
    expiries.delete(id);
    if (session.viewers > 0 || !sessions.has(id)) return;
    expiries.set(id, setTimeout(() => session.end('expired'), limits.detachedMs).unref());
  }

  function onEnded(ownerId: string, id: string, reason: TerminalEnd, exitCode: number | null): void {
    sessions.delete(id);
    clearTimeout(expiries.get(id));
    expiries.delete(id);
    ended.set(id, { ownerId, forget: setTimeout(() => ended.delete(id), limits.closedKeptMs).unref() });
    deps.log.info({ terminalId: id, userId: ownerId, reason, exitCode }, 'A terminal ended.');
  }

  const owned = (userId: string): TerminalSession[] => [...sessions.values()].filter((s) => s.ownerId === userId);

  function requireRoom(userId: string): void {
    if (state === 'stopped') throw new AppError('shutting_down');
    if (owned(userId).length >= limits.perUser) throw new AppError('terminal_limit', { params: { limit: limits.perUser } });
  }

  return {
    requireRoom,
    create(owner, about, pty, size) {
      try {
        requireRoom(owner.userId);
      } catch (error) {
        pty.close();
        throw error;
      }
      const id = (deps.newTerminalId ?? newTerminalId)();
      const session = createTerminalSession({
        ownerId: owner.userId,
        terminal: { ...about, id, state: 'open', createdAt: deps.now().toISOString() },
        pty,
        size: size ?? null,
        limits,
        log: deps.log,
        nowMs,
        onEnded: (reason, exitCode) => onEnded(owner.userId, id, reason, exitCode),
      });
      sessions.set(id, session);
      watchExpiry(session);
      return { ...session.terminal };
    },
    attach(userId, id, afterSeq, viewer) {
      const session = find(userId, id);
      const attached = session.attach(afterSeq, viewer);
      watchExpiry(session);
      return attached;
    },
    detach(userId, id, viewer, isExpectedBack = false) {
      const session = sessions.get(id);
      if (session?.ownerId !== userId) return;
      session.detach(viewer, isExpectedBack);
      watchExpiry(session);
    },
    get: (userId, id) => ({ ...find(userId, id).terminal }),
    input: (userId, id, data) => find(userId, id).input(data),
    inputReady: (userId, id) => find(userId, id).inputReady(),
    resize: (userId, id, cols, rows) => find(userId, id).resize(cols, rows),
    acknowledge(userId, id, viewer, seq) {
      const session = sessions.get(id);
      // A late acknowledgement of a terminal that just ended is no mistake of anybody.
      if (!session && ended.get(id)?.ownerId === userId) return;
      find(userId, id).acknowledge(viewer, seq);
    },
    close: (userId, id) => find(userId, id).end('closed'),
    list: (userId, nodeId) =>
      owned(userId)
        .filter((s) => nodeId === undefined || s.terminal.nodeId === nodeId)
        .map((s) => ({ ...s.terminal })),
    revoke(userId, keep) {
      for (const session of owned(userId)) if (!keep({ ...session.terminal })) session.end('access_revoked');
    },
    async stop() {
      state = 'stopped';
      for (const session of [...sessions.values()]) session.end('closed');
      for (const { forget } of ended.values()) clearTimeout(forget);
      ended.clear();
    },
  };
}

import { randomBytes } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { TerminalDto, TerminalEnd } from '@/lib/shared/realtime';
import { defaultTerminalLimits, type TerminalLimits } from './terminal-limits';
import { createTerminalSession, type TerminalSession } from './terminal-session';
import type { Terminals } from './terminals';

export interface TerminalsDeps {
  now(): Date;
  /** 32 hex digits nobody can guess; the default draws 128 random bits. */
  newTerminalId?(): string;
  log: Logger;
  limits?: Partial<TerminalLimits>;
  /** Ctrl-P Ctrl-Q was typed, by which a docker client lets go of its container (docker run --detach-keys). */
  onDetachKeys?(terminal: TerminalDto): void;
  /** A line was entered. */
  onEntered?(terminal: TerminalDto, userId: string): void;
  onEnd?(terminal: TerminalDto, reason: TerminalEnd): void;
  /** It has printed something: at most each 100 ms. */
  onPrinted?(terminal: TerminalDto): void;
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
  /** Ended ones, by id, so that a page that was away hears how, a late message hears "closed" and strangers still hear "not found". */
  const ended = new Map<string, { session: TerminalSession; reason: TerminalEnd; forget: NodeJS.Timeout }>();
  const expiries = new Map<string, NodeJS.Timeout>();
  let state: 'running' | 'stopped' = 'running';

  function find(userId: string, id: string): TerminalSession {
    const session = sessions.get(id);
    if (session?.ownerId === userId) return session;
    throw new AppError(endedOf(userId, id) ? 'terminal_closed' : 'terminal_not_found');
  }

  function endedOf(userId: string, id: string): TerminalSession | null {
    const session = ended.get(id)?.session;
    return session?.ownerId === userId ? session : null;
  }

  function forget(id: string): void {
    const kept = ended.get(id);
    clearTimeout(kept?.forget);
    ended.delete(id);
    kept?.session.forget();
  }

  /** Starts or stops the clock of a terminal nobody looks at. */
  function watchExpiry(session: TerminalSession): void {
    const { id } = session.terminal;
    clearTimeout(expiries.get(id));
    expiries.delete(id);
    if (session.viewers > 0 || !sessions.has(id)) return;
    expiries.set(id, setTimeout(() => session.end('expired'), limits.detachedMs).unref());
  }

  function onEnded(session: TerminalSession, reason: TerminalEnd, exitCode: number | null): void {
    const { ownerId, terminal } = session;
    const { id } = terminal;
    sessions.delete(id);
    clearTimeout(expiries.get(id));
    expiries.delete(id);
    ended.set(id, { session, reason, forget: setTimeout(() => forget(id), limits.closedKeptMs).unref() });
    // Programs that are opened and end over and over must not fill the memory: the oldest give up their output.
    const kept = [...ended.values()].map((entry) => entry.session).filter((other) => other.ownerId === ownerId);
    for (const old of kept.slice(0, -limits.endedKeptPerUser)) old.forget();
    deps.log.info({ terminalId: id, userId: ownerId, reason, exitCode }, 'A terminal ended.');
    deps.onEnd?.(terminal, reason);
  }

  const owned = (userId: string): TerminalSession[] => [...sessions.values()].filter((s) => s.ownerId === userId);

  function requireRoom(userId: string): void {
    if (state === 'stopped') throw new AppError('shutting_down');
    if (owned(userId).length >= limits.perUser) throw new AppError('terminal_limit', { params: { limit: limits.perUser } });
  }

  return {
    requireRoom,
    create(owner, about, pty, size, given) {
      try {
        requireRoom(owner.userId);
      } catch (error) {
        pty.close();
        throw error;
      }
      const id = given ?? (deps.newTerminalId ?? newTerminalId)();
      const session: TerminalSession = createTerminalSession({
        ownerId: owner.userId,
        terminal: { ...about, id, state: 'open', createdAt: deps.now().toISOString() },
        pty,
        size: size ?? null,
        limits,
        log: deps.log,
        nowMs,
        onDetachKeys: () => deps.onDetachKeys?.(session.terminal),
        onEntered: () => deps.onEntered?.(session.terminal, owner.userId),
        onPrinted: () => deps.onPrinted?.(session.terminal),
        onEnded: (reason, exitCode) => onEnded(session, reason, exitCode),
      });
      sessions.set(id, session);
      watchExpiry(session);
      return { ...session.terminal };
    },
    attach(userId, id, afterSeq, viewer) {
      const told = ended.get(id)?.reason === 'access_revoked' ? null : endedOf(userId, id);
      const session = told ?? find(userId, id);
      const attached = session.attach(afterSeq, viewer);
      watchExpiry(session);
      return attached;
    },
    observe: (userId, id, afterSeq, observer) => find(userId, id).observe(afterSeq, observer),
    detach(userId, id, viewer, isExpectedBack = false) {
      const session = sessions.get(id) ?? endedOf(userId, id);
      if (session?.ownerId !== userId) return;
      session.detach(viewer, isExpectedBack);
      watchExpiry(session);
    },
    get: (userId, id) => ({ ...find(userId, id).terminal }),
    input: (userId, id, data, from) => find(userId, id).input(data, from),
    inputReady: (userId, id) => find(userId, id).inputReady(),
    resize: (userId, id, cols, rows) => find(userId, id).resize(cols, rows),
    acknowledge(userId, id, viewer, seq) {
      // Also of one that has ended: what it wrote last goes out as it is acknowledged.
      (endedOf(userId, id) ?? find(userId, id)).acknowledge(viewer, seq);
    },
    close: (userId, id) => find(userId, id).end('closed'),
    list: (userId, nodeId) =>
      owned(userId)
        .filter((s) => nodeId === undefined || s.terminal.nodeId === nodeId)
        .map((s) => ({ ...s.terminal })),
    byUse: (userId) =>
      owned(userId)
        .sort((a, b) => a.typedAtMs - b.typedAtMs)
        .map((s) => ({ ...s.terminal })),
    hasShell: (nodeId) => [...sessions.values()].some(({ terminal }) => terminal.nodeId === nodeId && terminal.kind === 'host'),
    revoke(userId, keep) {
      for (const session of owned(userId)) if (!keep({ ...session.terminal })) session.end('access_revoked');
      for (const kept of ended.values()) {
        if (kept.session.ownerId !== userId || keep({ ...kept.session.terminal })) continue;
        kept.reason = 'access_revoked';
        kept.session.forget();
      }
    },
    async stop() {
      state = 'stopped';
      for (const session of [...sessions.values()]) session.end('closed');
      for (const id of [...ended.keys()]) forget(id);
    },
  };
}

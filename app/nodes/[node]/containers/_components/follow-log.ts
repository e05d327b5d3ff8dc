import type { PanelSocket } from '@/app/_realtime/connection';
import { createCoalescer } from '@/lib/shared/coalesce';
import type { LogLine } from '@/lib/shared/containers';
import { limits } from '@/lib/shared/limits';
import type { LogEnd, ServerToClientEvents } from '@/lib/shared/realtime';
import { type LogStep, sinceOf } from './log-lines';

/** Least time between two drawings of lines, ms. */
const drawPauseMs = 100;
/** Between two times that a log is asked for, ms: at least the first, and where it ends again and again up to the most. */
const againMs = { first: 500, most: 5_000 } as const;

export interface WantedLog {
  node: string;
  /** Its id. */
  container: string;
  /** How many of its last lines. */
  tail: number;
  /** Of those, what is not older than so many minutes; 0 for all. */
  minutes: number;
}
/** What the lists of the page say. */
export interface LogFacts {
  /** The node's Docker answers. */
  ready: boolean;
  /** The container runs. */
  runs: boolean;
}
export interface LogFollow {
  know(facts: LogFacts): void;
  stop(): void;
}

/** Refusals that stay as they are until something happens to the container or its node. */
const lasting: readonly string[] = ['container_not_found', 'not_found', 'forbidden'];

const isWorth = (end: LogEnd, facts: LogFacts | null): boolean =>
  facts?.ready === true && (facts.runs || end !== 'container_stopped');

/**
 * Follows a container's log until it is stopped. It goes on from its last line when the tab is connected again, the node is, the container
 * starts, or it broke off otherwise: there is no line twice, and where Docker no longer has some, there is a gap (`log-lines.ts`).
 * @param socket connected or not; its `node:events` are those of watched nodes. @param step hears what becomes of it
 */
export function createLogFollow(
  socket: Pick<PanelSocket, 'on' | 'off' | 'emit' | 'connected'>,
  wanted: WantedLog,
  step: (step: LogStep) => void,
): LogFollow {
  const { node, container } = wanted;
  let facts: LogFacts | null = null;
  let phase: 'idle' | 'asking' | 'following' | 'ended' = 'idle';
  let asks = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let id: string | null = null;
  /** Messages may come before the answer that names their log. */
  let early: Array<() => void> = [];
  let lastAt: string | null = null;
  let end: LogEnd | null = null;
  /** So often it ended since something happened. */
  let ends = 0;
  /** Something happened while it was followed. */
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drawing = createCoalescer<'lines', readonly LogLine[]>({
    pauseMs: drawPauseMs,
    leadMs: 0,
    merge: (before, lines) => [...before, ...lines],
    deliver: (_key, lines) => step({ kind: 'lines', lines }),
  });

  function draw(): void {
    const lines = drawing.take('lines');
    if (lines) step({ kind: 'lines', lines });
  }

  function ask(): void {
    if (!socket.connected) return;
    const mine = ++asks;
    const since = lastAt === null ? null : sinceOf(lastAt);
    phase = 'asking';
    askedAtMs = Date.now();
    id = null;
    early = [];
    again = false;
    step(since === null ? { kind: 'restart' } : { kind: 'resume', since });
    // Docker cuts to the last lines first, and then looks at their times.
    const from =
      since === null
        ? { tail: wanted.tail, ...(wanted.minutes > 0 && { minutes: wanted.minutes }) }
        : { tail: limits.logTailMax, since };
    socket.emit('logs:follow', { node, container, ...from }, (ack) => {
      if (mine !== asks) {
        if (ack.ok) socket.emit('logs:unfollow', { id: ack.value.id }, () => {});
        return;
      }
      if (!ack.ok) {
        const isGone = ack.error.code === 'container_not_found';
        onEnd(isGone ? 'container_stopped' : (end ?? 'failed'), lasting.includes(ack.error.code));
        return;
      }
      id = ack.value.id;
      phase = 'following';
      step({ kind: 'following' });
      for (const hear of early.splice(0)) hear();
    });
  }

  /** Not at once where it was asked for a moment ago: a container may start many times in a second. */
  function plan(pauseMs: number, isWanted: () => boolean): void {
    clearTimeout(timer);
    const restMs = Math.max(pauseMs, askedAtMs + againMs.first - Date.now(), 0);
    timer = setTimeout(() => {
      if (phase === 'ended' && isWanted()) ask();
    }, restMs);
  }

  /** Something happened: there may be more of it. */
  function wake(): void {
    ends = 0;
    if (phase === 'ended') plan(0, () => true);
    else again = true;
  }

  function onEnd(reason: LogEnd, isLasting = reason === 'closed' || reason === 'unreadable'): void {
    draw();
    phase = 'ended';
    id = null;
    end = reason;
    step({ kind: 'ended', end: reason });
    if (again) plan(0, () => true);
    if (again || isLasting) return;
    if (Date.now() - askedAtMs > againMs.most) ends = 0;
    // By the lists it runs and its log has ended: they are not the newest, or it broke off alone.
    plan(Math.min(againMs.first * 2 ** ends++, againMs.most), () => isWorth(reason, facts));
  }

  const onLines: ServerToClientEvents['logs:lines'] = (event) => {
    if (phase === 'asking') early.push(() => onLines(event));
    if (id === null || event.id !== id) return;
    lastAt = event.lines.findLast(({ at }) => at !== null)?.at ?? lastAt;
    drawing.push('lines', event.lines);
  };
  const onEnded: ServerToClientEvents['logs:ended'] = (event) => {
    if (phase === 'asking') early.push(() => onEnded(event));
    if (id !== null && event.id === id) onEnd(event.reason);
  };
  // A container that runs for a moment may never be seen running in a list.
  const onEvents: ServerToClientEvents['node:events'] = ({ events }) => {
    if (events.some(({ subjectId, action }) => subjectId === container && action === 'start')) wake();
  };
  const onDisconnect = (): void => {
    asks++;
    phase = 'idle';
    id = null;
    clearTimeout(timer);
    draw();
  };
  const heard = [
    ['logs:lines', onLines],
    ['logs:ended', onEnded],
    ['node:events', onEvents],
    ['connect', ask],
    ['disconnect', onDisconnect],
  ] as const;
  for (const [event, listener] of heard) socket.on(event as never, listener as never);
  ask();

  return {
    know(now) {
      if (facts && ((now.ready && !facts.ready) || (now.runs && !facts.runs))) wake();
      facts = now;
    },
    stop() {
      asks++;
      clearTimeout(timer);
      for (const [event, listener] of heard) socket.off(event as never, listener as never);
      for (const [, lines] of drawing.stop()) step({ kind: 'lines', lines });
      if (id !== null && socket.connected) socket.emit('logs:unfollow', { id }, () => {});
    },
  };
}

import { AppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { AttachedTerminal, TerminalDto, TerminalEnd } from '@/lib/shared/realtime';
import type { PtyChannel, PtyEnd } from '@/lib/gateways/ssh/pty-channel';
import { createDetachKeys } from '@/lib/gateways/docker/detach-keys';
import { createFlow } from './flow';
import { createFlushSchedule } from './flush-schedule';
import { createInputQueue } from './input-queue';
import { createOutputRing } from './output-ring';
import { createSizeLog } from './size-log';
import { createSkim } from './skim';
import { skippedText } from './skipped-text';
import type { TerminalLimits } from './terminal-limits';
import { createUnattendedPace } from './unattended-pace';
import type { InputSender, TerminalObserver, TerminalViewer } from './terminals';

/** One terminal: a program on a pseudo-terminal, its last output, and the tabs that look at it. */
export interface TerminalSession {
  readonly ownerId: string;
  readonly terminal: TerminalDto;
  readonly viewers: number;
  /** When something was last typed, on the clock of `nowMs`; when it was opened before that. */
  readonly typedAtMs: number;
  /** Also after the end, which is then told after the rest of the output. */
  attach(afterSeq: number, viewer: TerminalViewer): AttachedTerminal;
  /** Somebody else looks on. They are none of `viewers`: nobody is kept waiting, and no clock is stopped, by them. */
  observe(afterSeq: number, observer: TerminalObserver): AttachedTerminal;
  detach(viewer: TerminalViewer, isExpectedBack: boolean): void;
  /**
   * @param from the tab it comes from, and whether it is an answer of its emulator to a question in the output: every tab answers, one
   *   is heard.
   */
  input(data: Uint8Array, from?: InputSender): void;
  inputReady(): Promise<void> | null;
  resize(cols: number, rows: number): void;
  acknowledge(viewer: TerminalViewer, seq: number): void;
  /** Ends the program and tells the viewers why. */
  end(reason: TerminalEnd): void;
  /** After the end: forgets the output. Who has not had all of it hears of the end now. */
  forget(): void;
}

interface SessionDeps {
  ownerId: string;
  terminal: TerminalDto;
  pty: PtyChannel;
  size: { cols: number; rows: number } | null;
  limits: TerminalLimits;
  log: Logger;
  /** Monotonic, in ms. */
  nowMs(): number;
  onDetachKeys(): void;
  /** A line was entered. */
  onEntered(): void;
  /** Something was printed: at most each 100 ms. */
  onPrinted(): void;
  onEnded(reason: TerminalEnd, exitCode: number | null): void;
}

/** How long output may keep coming after the program's end was reported, when nobody holds it up. */
const drainGraceMs = 2_000;
/** What the Enter key sends. */
const carriageReturn = 0x0d;

/** Least time between two words of what is printed. */
const printedPauseMs = 100;

/** Ctrl-C, typed by itself. */
const isInterrupt = (data: Uint8Array): boolean => data.length === 1 && data[0] === 3;

/** After these nobody waits for the rest of the output: somebody ended the terminal, or may no longer see it. */
const atOnce: ReadonlySet<TerminalEnd> = new Set(['closed', 'expired', 'access_revoked']);

/**
 * Joins the parts: ring, flow control, coalescing, input queue. With a live viewer the source rests while that viewer has
 * too much not yet drawn; after Ctrl-C what it has not been sent is dropped. When the last one lost its connection the output is held for it for a while, so that a reload loses
 * nothing. With none, the program goes on at a bounded rate and the ring keeps the last bytes: a build that runs overnight must
 * not stop because a laptop was closed.
 */
export function createTerminalSession(deps: SessionDeps): TerminalSession {
  const { terminal, pty, limits, nowMs } = deps;
  let ring = createOutputRing(limits.ringMaxBytes);
  const flow = createFlow<TerminalViewer>(limits, nowMs);
  const pace = createUnattendedPace(limits.unattendedBytesPerSecond, nowMs, () => steer());
  const schedule = createFlushSchedule({
    coalesceMs: limits.coalesceMs,
    maxBytes: limits.coalesceMaxBytes,
    flush: sendOut,
    nowMs,
  });
  const inputQueue = createInputQueue(pty, limits.inputQueueMaxBytes, (error) => {
    deps.log.info({ terminalId: terminal.id, error }, 'A terminal no longer takes input.');
  });
  const skim = createSkim(limits, onOutput, () => steer());
  const hasDetachKeys = createDetachKeys();
  const viewers = new Set<TerminalViewer>();
  const observers = new Set<TerminalObserver>();
  /** Who typed last: its emulator's answers count. */
  let typist: TerminalViewer | null = null;
  let printedAt = Number.NEGATIVE_INFINITY;
  let typedAtMs = nowMs();
  let sending = false;
  let ending: { reason: TerminalEnd; exitCode: number | null } | null = null;
  let size = deps.size;
  const sizes = createSizeLog(deps.size);
  let source: 'flowing' | 'resting' | 'over' = 'flowing';
  let programEnd: PtyEnd | null = null;
  let stallTimer: NodeJS.Timeout | null = null;
  let drainTimer: NodeJS.Timeout | null = null;

  /** One tab that fails must not stop the others, nor the process. */
  function tell(viewer: TerminalViewer, what: (viewer: TerminalViewer) => void): void {
    try {
      what(viewer);
    } catch (error) {
      deps.log.warn({ terminalId: terminal.id, error }, 'A viewer of a terminal failed and was let go.');
      leave(viewer);
    }
  }

  function leave(viewer: TerminalViewer, isExpectedBack = false): void {
    viewers.delete(viewer);
    flow.leave(viewer, isExpectedBack);
    if (observers.delete(viewer as TerminalObserver)) tellObservers();
  }

  const observerNames = (): string[] => [...new Set([...observers].map(({ name }) => name))];

  /** The owner's tabs know at each moment who looks on. */
  function tellObservers(): void {
    const names = observerNames();
    for (const viewer of [...viewers]) tell(viewer, (v) => v.observed?.(names));
  }

  /** Sends every viewer what it lacks and may have now; after the end, the end to whoever has everything. */
  function sendOut(): void {
    // A viewer may acknowledge in the very call that gave it output: the loop below sees it.
    if (sending) return;
    sending = true;
    let piece: { from: number; to: number; data: Uint8Array } = { from: -1, to: -1, data: new Uint8Array(0) };
    for (let due = flow.due(ring.lastSeq); due.length > 0; due = flow.due(ring.lastSeq)) {
      for (const { key, fromSeq, toSeq } of due) {
        // Viewers are nearly always at the same place: one copy out of the ring serves them all.
        if (piece.from !== fromSeq || piece.to !== toSeq) {
          // What the ring has lost is a gap in the numbers: the viewer attaches again and is told so.
          const from = Math.max(fromSeq, ring.startSeq);
          piece = { from: fromSeq, to: toSeq, data: ring.after(from, Math.max(0, toSeq - from)).data };
        }
        const { data } = piece;
        flow.sent(key, toSeq);
        if (data.length > 0) tell(key, (viewer) => viewer.output(toSeq, data));
      }
    }
    sending = false;
    if (ending) tellEnd(ending, (viewer) => flow.isUpToDate(viewer, ring.lastSeq));
    steer();
  }

  function tellEnd({ reason, exitCode }: NonNullable<typeof ending>, who: (viewer: TerminalViewer) => boolean): void {
    for (const viewer of [...viewers, ...observers].filter(who)) {
      viewers.delete(viewer);
      observers.delete(viewer as TerminalObserver);
      flow.leave(viewer);
      tell(viewer, (v) => v.ended(reason, exitCode));
    }
  }

  /** Lets the source flow or rest, whatever just changed. */
  function steer(): void {
    if (source === 'over') return;
    if (stallTimer) clearTimeout(stallTimer);
    stallTimer = null;
    const { blocked, waitMs } = flow.check(ring.lastSeq);
    if (waitMs !== null) stallTimer = setTimeout(steer, waitMs).unref();
    const rest = !skim.isActive && (blocked || (flow.liveViewers === 0 && pace.exhausted));
    if (rest && source === 'flowing') {
      source = 'resting';
      pty.output.pause();
    } else if (!rest && source === 'resting') {
      source = 'flowing';
      pty.output.resume();
    }
  }

  function onOutput(chunk: Uint8Array): void {
    ring.write(chunk);
    if (nowMs() - printedAt >= printedPauseMs) {
      printedAt = nowMs();
      deps.onPrinted();
    }
    if (flow.hasAudience) schedule.arrived(chunk.length);
    if (flow.liveViewers === 0) {
      pace.count(chunk.length);
      steer();
    }
  }

  function onOutputOver(): void {
    skim.end();
    source = 'over';
    if (programEnd) finish(programEnd.reason === 'lost' ? 'node_lost' : programEnd.reason, programEnd.exitCode);
  }

  /** The program is gone. What it wrote last may still be on its way, or held up by a viewer: that comes first. */
  function onProgramEnd(end: PtyEnd): void {
    programEnd = end;
    inputQueue.stop();
    if (source === 'over') {
      onOutputOver();
      return;
    }
    const isCut = end.reason === 'lost' || end.reason === 'docker_stopped';
    if (isCut) pty.output.resume();
    const look = (): void => {
      if (source === 'resting' && !isCut) drainTimer = setTimeout(look, drainGraceMs).unref();
      else onOutputOver();
    };
    drainTimer = setTimeout(look, isCut ? drainGraceMs / 4 : drainGraceMs).unref();
  }

  function finish(reason: TerminalEnd, exitCode: number | null): void {
    if (terminal.state === 'closed') return;
    skim.end();
    terminal.state = 'closed';
    source = 'over';
    schedule.stop();
    inputQueue.stop();
    pace.stop();
    for (const timer of [stallTimer, drainTimer]) if (timer) clearTimeout(timer);
    // Whatever still comes is read and dropped, so that the channel can close.
    pty.output.removeListener('data', skim.take);
    pty.output.resume();
    ending = { reason, exitCode };
    if (atOnce.has(reason)) forget();
    else sendOut();
    deps.onEnded(reason, exitCode);
  }

  function forget(): void {
    if (!ending) return;
    tellEnd(ending, () => true);
    ring = createOutputRing(1);
  }

  function join(afterSeq: number, viewer: TerminalViewer, holds: boolean): AttachedTerminal {
    // Everybody else is brought up to the same byte first, then the new viewer starts there: no byte is told twice.
    schedule.now();
    // One message; the rest follows as the viewer acknowledges, so that a cut costs no more than a message.
    const { startSeq, data } = ring.after(afterSeq, limits.frameMaxBytes);
    flow.join(viewer, startSeq, startSeq + data.length, holds);
    const { lastSeq } = ring;
    return {
      terminal: { ...terminal },
      startSeq,
      lastSeq,
      sizes: sizes.since(startSeq),
      replay: data,
      observers: observerNames(),
    };
  }

  function requireOpen(): void {
    if (terminal.state === 'closed') throw new AppError('terminal_closed');
  }

  pty.output.on('data', skim.take);
  pty.output.on('error', (error) => deps.log.debug({ terminalId: terminal.id, error }, 'A terminal channel reported an error.'));
  pty.output.once('end', onOutputOver);
  pty.output.once('close', onOutputOver);
  pty.ended.then(onProgramEnd, () => onProgramEnd({ reason: 'lost', exitCode: null }));

  return {
    ownerId: deps.ownerId,
    terminal,
    get viewers() {
      return viewers.size;
    },
    get typedAtMs() {
      return typedAtMs;
    },
    attach(afterSeq, viewer) {
      const attached = join(afterSeq, viewer, true);
      viewers.add(viewer);
      pace.reset();
      steer();
      // The answer goes out first.
      if (ending) setImmediate(sendOut);
      return attached;
    },
    observe(afterSeq, observer) {
      requireOpen();
      const attached = join(afterSeq, observer, false);
      observers.add(observer);
      tellObservers();
      return attached;
    },
    detach(viewer, isExpectedBack) {
      leave(viewer, isExpectedBack);
      steer();
    },
    input(data, from) {
      requireOpen();
      if (from?.isAnswer && viewers.has(from.viewer)) {
        const heard = typist && viewers.has(typist) ? typist : [...viewers].at(-1);
        if (from.viewer !== heard) return;
      } else if (from) typist = from.viewer;
      if (!from?.isAnswer) typedAtMs = nowMs();
      if (!inputQueue.push(data))
        throw new AppError('rate_limited', { detail: 'The terminal has not taken the earlier input yet.' });
      if (hasDetachKeys(data)) deps.onDetachKeys();
      if (data.includes(carriageReturn)) deps.onEntered();
      if (from && isInterrupt(data) && !skim.isAlternateScreen && flow.isBehind(ring.lastSeq)) {
        skim.begin((bytes) => skippedText(from.locale, bytes));
        steer();
      }
    },
    inputReady: () => inputQueue.ready(),
    resize(cols, rows) {
      requireOpen();
      if (size?.cols === cols && size.rows === rows) return;
      size = { cols, rows };
      sizes.record(ring.lastSeq, cols, rows);
      pty.resize(cols, rows);
      for (const observer of [...observers]) tell(observer, () => observer.sized({ afterSeq: ring.lastSeq, cols, rows }));
    },
    acknowledge(viewer, seq) {
      if (!flow.has(viewer)) return;
      flow.acknowledge(viewer, seq);
      sendOut();
    },
    end(reason) {
      if (terminal.state === 'closed') return;
      pty.close();
      finish(reason, null);
    },
    forget,
  };
}

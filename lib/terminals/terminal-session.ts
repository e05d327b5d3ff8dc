import { AppError } from '@/lib/errors';
import type { Logger } from '@/lib/log';
import type { AttachedTerminal, TerminalDto, TerminalEnd } from '@/lib/shared/realtime';
import type { PtyChannel, PtyEnd } from '@/lib/ssh/types';
import { createFlow } from './flow';
import { createFlushSchedule } from './flush-schedule';
import { createInputQueue } from './input-queue';
import { createOutputRing } from './output-ring';
import type { TerminalLimits } from './terminal-limits';
import { createUnattendedPace } from './unattended-pace';
import type { TerminalViewer } from './terminals';

/** One terminal: a program on a pseudo-terminal, its last output, and the tabs that look at it. */
export interface TerminalSession {
  readonly ownerId: string;
  readonly terminal: TerminalDto;
  readonly viewers: number;
  attach(afterSeq: number, viewer: TerminalViewer): AttachedTerminal;
  detach(viewer: TerminalViewer, isExpectedBack: boolean): void;
  input(data: Uint8Array): void;
  inputReady(): Promise<void> | null;
  resize(cols: number, rows: number): void;
  acknowledge(viewer: TerminalViewer, seq: number): void;
  /** Ends the program and tells the viewers why. */
  end(reason: TerminalEnd): void;
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
  onEnded(reason: TerminalEnd, exitCode: number | null): void;
}

/** How long output may keep coming after the program's end was reported, when nobody holds it up. */
const drainGraceMs = 2_000;

/**
 * Joins the parts: ring, flow control, coalescing, input queue. With a live viewer the source rests while that viewer has
 * too much not yet drawn. When the last one lost its connection the output is held for it for a while, so that a reload loses
 * nothing. With none, the program goes on at a bounded rate and the ring keeps the last bytes: a build that runs overnight must
 * not stop because a laptop was closed.
 */
export function createTerminalSession(deps: SessionDeps): TerminalSession {
  const { terminal, pty, limits, nowMs } = deps;
  const ring = createOutputRing(limits.ringMaxBytes);
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
  const viewers = new Set<TerminalViewer>();
  let size = deps.size;
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
      viewers.delete(viewer);
      flow.leave(viewer);
    }
  }

  function sendOut(): void {
    let last: { from: number; data: Uint8Array } = { from: -1, data: new Uint8Array(0) };
    for (const { key, sentSeq } of flow.behind(ring.lastSeq)) {
      // Viewers are nearly always at the same place: one copy out of the ring serves them all.
      if (last.from !== sentSeq) last = { from: sentSeq, data: ring.after(sentSeq).data };
      const { data } = last;
      flow.sent(key, ring.lastSeq);
      tell(key, (viewer) => viewer.output(ring.lastSeq, data));
    }
    steer();
  }

  /** Lets the source flow or rest, whatever just changed. */
  function steer(): void {
    if (source === 'over') return;
    if (stallTimer) clearTimeout(stallTimer);
    stallTimer = null;
    const { blocked, waitMs } = flow.check(ring.lastSeq);
    if (waitMs !== null) stallTimer = setTimeout(steer, waitMs).unref();
    const rest = blocked || (flow.liveViewers === 0 && pace.exhausted);
    if (rest && source === 'flowing') {
      source = 'resting';
      pty.output.pause();
    } else if (!rest && source === 'resting') {
      source = 'flowing';
      pty.output.resume();
    }
  }

  function onData(chunk: Uint8Array): void {
    ring.write(chunk);
    if (flow.liveViewers > 0) schedule.arrived(chunk.length);
    else {
      pace.count(chunk.length);
      steer();
    }
  }

  function onOutputOver(): void {
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
    schedule.now();
    terminal.state = 'closed';
    source = 'over';
    schedule.stop();
    inputQueue.stop();
    pace.stop();
    for (const timer of [stallTimer, drainTimer]) if (timer) clearTimeout(timer);
    for (const viewer of [...viewers]) tell(viewer, (v) => v.ended(reason, exitCode));
    viewers.clear();
    // Whatever still comes is read and dropped, so that the channel can close.
    pty.output.removeListener('data', onData);
    pty.output.resume();
    deps.onEnded(reason, exitCode);
  }

  function requireOpen(): void {
    if (terminal.state === 'closed') throw new AppError('terminal_closed');
  }

  pty.output.on('data', onData);
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
    attach(afterSeq, viewer) {
      requireOpen();
      // Everybody else is brought up to the same byte first, then the new viewer starts there: no byte is told twice.
      schedule.now();
      const { startSeq, data } = ring.after(afterSeq);
      viewers.add(viewer);
      flow.join(viewer, startSeq, ring.lastSeq);
      pace.reset();
      steer();
      return { terminal: { ...terminal }, startSeq, replay: data };
    },
    detach(viewer, isExpectedBack) {
      viewers.delete(viewer);
      flow.leave(viewer, isExpectedBack);
      steer();
    },
    input(data) {
      requireOpen();
      if (!inputQueue.push(data))
        throw new AppError('rate_limited', { detail: 'The terminal has not taken the earlier input yet.' });
    },
    inputReady: () => inputQueue.ready(),
    resize(cols, rows) {
      requireOpen();
      if (size?.cols === cols && size.rows === rows) return;
      size = { cols, rows };
      pty.resize(cols, rows);
    },
    acknowledge(viewer, seq) {
      if (terminal.state === 'closed' || !flow.has(viewer)) return;
      if (flow.acknowledge(viewer, seq)) sendOut();
      else steer();
    },
    end(reason) {
      if (terminal.state === 'closed') return;
      pty.close();
      finish(reason, null);
    },
  };
}

import type { PanelSocket } from '@/app/_realtime/connection';
import type { Ack, AttachedTerminal, OpenTerminal, ServerToClientEvents, TerminalDto, TerminalEnd } from '@/lib/shared/realtime';
import { Replay } from './replay';
import { InputQueue, type InputPiece, type Taken } from './input-queue';

/** The part of the page's socket a terminal needs. */
export type TerminalSocket = Pick<PanelSocket, 'connected' | 'on' | 'off' | 'emit'>;

/** Where output is drawn. xterm.js in the page, a list in tests. */
export interface TerminalScreen {
  /** `drawn` is called when the bytes were parsed: only then they are acknowledged. */
  write(data: Uint8Array, drawn: () => void): void;
  reset(): void;
  /** For a while, of another size than its place on the page: old output is drawn in the size it was written for. */
  setSize(cols: number, rows: number): void;
  /** What stands before the cursor while it looks like a shell's prompt; null while something runs. Left out: the screen cannot tell. */
  promptLine?(): string | null;
  /** The last lines that were drawn, as text. */
  lastLines?(count: number): string;
}

/** What is opened: everything but the size, which the screen decides. */
export type TerminalRequest = OpenTerminal extends infer R ? (R extends OpenTerminal ? Omit<R, 'cols' | 'rows'> : never) : never;
export type TerminalTarget =
  | { kind: 'open'; request: TerminalRequest }
  | { kind: 'attach'; terminal: TerminalDto }
  /** A student's, by staff: output alone, in the size of the student's window. */
  | { kind: 'observe'; terminal: TerminalDto; classId: string; studentId: string };

/**
 * `waiting`: no screen, or no connection yet; `opening`, `attaching`: asked the panel; `open`; `reconnecting`: the connection
 * was lost, what the shell writes meanwhile is kept by the panel; `ended`: with the reason, `gone` when it ended unseen;
 * `failed`: could not be opened.
 */
export type TerminalState =
  | { name: 'waiting' | 'opening' | 'attaching' | 'open' | 'reconnecting' }
  | { name: 'ended'; reason: TerminalEnd | 'gone'; exitCode: number | null }
  | { name: 'failed'; code: string; message: string };

export interface TerminalView {
  state: TerminalState;
  terminal: TerminalDto | null;
  /** Bytes of older output that the panel no longer had when this page came (back). */
  lostBytes: number;
  /** The last prompt that was drawn, `root@node0:/#`: where the shell most likely is. Null before the first. */
  prompt: string | null;
  /** Names of those who look on. */
  observers: string[];
}

/** Acknowledge after so many bytes, or after the pause: an acknowledgement per frame would cost more than it tells. */
const ackBytes = 32 * 1024;
const ackPauseMs = 60;

/**
 * Answers of a terminal emulator to questions in its output (cursor position, device attributes, colours; ECMA-48, xterm
 * control sequences). When old output is replayed, the program that asked has long had its answer or has given up.
 */
const report = /^\x1b(?:\[[?>=]?[\d;]*[cRn]|\[\??[\d;]*\$y|\][\d;]*;[^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\)+$/;

const encoder = new TextEncoder();

/**
 * One terminal of this page: numbers of bytes, acknowledgements, coming back after a lost connection. Knows no DOM. Nothing
 * is lost or doubled: output is taken in the order of its numbers, what overlaps is cut, a gap is asked for again.
 */
export class TerminalClient {
  private view: TerminalView;
  private readonly listeners = new Set<() => void>();
  private screen: TerminalScreen | null = null;
  private size: { cols: number; rows: number } | null = null;
  private sentSize = '';
  /** Last byte handed to the screen. */
  private seenSeq = 0;
  private drawnSeq = 0;
  private ackedSeq = 0;
  private ackTimer: ReturnType<typeof setTimeout> | undefined;
  /** What came while an answer was awaited: it may belong after the replay. */
  private held: Array<() => void> = [];
  /** Output up to this byte was written before this page came (back). */
  private oldSeq = 0;
  /** Draws output up to `oldSeq` in the sizes it was written for. */
  private replay: Replay | null = null;
  private readonly inputQueue = new InputQueue(
    () => this.view.state.name === 'open',
    (piece, taken) => this.sendInput(piece, taken),
  );
  /** Answers to an earlier connection or screen are not for this one. */
  private round = 0;
  private readonly atPrompt = new Set<() => void>();

  constructor(
    private readonly socket: TerminalSocket,
    private readonly target: TerminalTarget,
  ) {
    this.view = {
      state: { name: 'waiting' },
      terminal: target.kind === 'open' ? null : target.terminal,
      lostBytes: 0,
      prompt: null,
      observers: [],
    };
    socket.on('connect', this.onConnect);
    socket.on('disconnect', this.onDisconnect);
    socket.on('terminal:output', this.onOutput);
    socket.on('terminal:ended', this.onEnded);
    socket.on('terminal:observed', this.onObserved);
    socket.on('terminal:sized', this.onSized);
  }

  /** For useSyncExternalStore: the same object until something changes. */
  readonly getView = (): TerminalView => this.view;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A screen of this size shows the terminal from now on, from its oldest byte still kept. */
  show(screen: TerminalScreen, cols: number, rows: number): void {
    this.screen = screen;
    this.size = { cols, rows };
    this.seenSeq = 0;
    this.begin();
  }

  /** The screen is gone, the shell stays. */
  hide(): void {
    this.screen = null;
    const id = this.view.terminal?.id;
    const { name } = this.view.state;
    if (name === 'ended' || name === 'failed') return;
    if (id !== undefined && this.socket.connected) this.socket.emit('terminal:detach', { id });
    // Opening goes on: its answer says which shell it is.
    if (name !== 'opening') this.toRest({ name: 'waiting' });
  }

  resize(cols: number, rows: number): void {
    if (this.target.kind === 'observe') return;
    this.size = { cols, rows };
    if (this.view.state.name === 'open') this.sendSize();
  }

  /**
   * What was typed or pasted. Dropped while the connection is lost: keys must not run minutes later.
   * @param isKey a key was pressed, so it is no answer of the emulator though it may look like one (Shift-F3).
   */
  type(text: string, isKey = false): void {
    const isAnswer = !isKey && report.test(text);
    if (isAnswer && this.drawnSeq < this.oldSeq) return;
    this.send(encoder.encode(text), isAnswer);
  }

  /** When output has been drawn that ends in a prompt, or the terminal came to rest; after `ms` at the latest. */
  nextPrompt(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.atPrompt.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.atPrompt.add(done);
    });
  }

  /** The last lines on the screen, as text; '' without one. */
  lastLines(count: number): string {
    return this.screen?.lastLines?.(count) ?? '';
  }

  /** Bytes as they are: mouse reports of the old protocol (xterm.js `onBinary`). */
  typeBinary(binary: string): void {
    this.send(Uint8Array.from(binary, (character) => character.charCodeAt(0) & 255));
  }

  /** Ends the shell and forgets the terminal. */
  close(): void {
    const id = this.target.kind === 'observe' ? undefined : this.view.terminal?.id;
    if (id !== undefined && this.view.state.name !== 'ended' && this.socket.connected)
      this.socket.emit('terminal:close', { id }, () => {});
    this.dispose();
  }

  /** The page leaves. The shell stays for `terminalDetachedMs`. */
  dispose(): void {
    this.hide();
    this.round += 1;
    clearTimeout(this.ackTimer);
    this.inputQueue.clear();
    this.socket.off('connect', this.onConnect);
    this.socket.off('disconnect', this.onDisconnect);
    this.socket.off('terminal:output', this.onOutput);
    this.socket.off('terminal:ended', this.onEnded);
    this.socket.off('terminal:observed', this.onObserved);
    this.socket.off('terminal:sized', this.onSized);
    this.listeners.clear();
  }

  private set(change: Partial<TerminalView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of [...this.listeners]) listener();
  }

  /** Nothing under way counts any more: no answer, no input, no pause. */
  private toRest(state: TerminalState): void {
    this.round += 1;
    this.endReplay();
    this.held = [];
    this.inputQueue.clear();
    clearTimeout(this.ackTimer);
    this.ackTimer = undefined;
    this.set({ state });
    for (const done of this.atPrompt) done();
  }

  private readonly onConnect = (): void => {
    if (this.view.state.name === 'waiting' || this.view.state.name === 'reconnecting') this.begin();
  };

  private readonly onDisconnect = (): void => {
    const { name } = this.view.state;
    if (name === 'ended' || name === 'failed') return;
    if (name === 'opening') this.toRest({ name: 'failed', code: 'panel_unreachable', message: '' });
    else if (name !== 'waiting') this.toRest({ name: 'reconnecting' });
  };

  private begin(): void {
    const { screen, size } = this;
    const { name } = this.view.state;
    if (!screen || !size || !this.socket.connected || name === 'opening' || name === 'ended' || name === 'failed') return;
    this.sentSize = `${size.cols}x${size.rows}`;
    const { terminal } = this.view;
    if (terminal) this.attach(terminal, size);
    else if (this.target.kind === 'open') this.open({ ...this.target.request, ...size });
  }

  private open(input: OpenTerminal): void {
    this.toRest({ name: 'opening' });
    const { round } = this;
    this.socket.emit('terminal:open', input, (answer) => {
      if (round !== this.round) return;
      if (!answer.ok) this.toRest({ name: 'failed', code: answer.error.code, message: answer.error.message });
      else if (this.screen) this.start(answer.value, 0, 0);
      else {
        this.set({ terminal: answer.value.terminal });
        this.socket.emit('terminal:detach', { id: answer.value.terminal.id });
        this.toRest({ name: 'waiting' });
      }
    });
  }

  private attach(terminal: TerminalDto, size: { cols: number; rows: number }): void {
    this.toRest({ name: 'attaching' });
    const { round } = this;
    const afterSeq = this.seenSeq;
    const take = (answer: Ack<AttachedTerminal>): void => {
      if (round !== this.round) return;
      if (answer.ok) this.start(answer.value, afterSeq, answer.value.lastSeq);
      else if (answer.error.code === 'terminal_closed' || answer.error.code === 'terminal_not_found')
        this.toRest({ name: 'ended', reason: 'gone', exitCode: null });
      else this.toRest({ name: 'failed', code: answer.error.code, message: answer.error.message });
    };
    const { target } = this;
    if (target.kind === 'observe')
      this.socket.emit('terminal:observe', { class: target.classId, student: target.studentId, id: terminal.id, afterSeq }, take);
    else this.socket.emit('terminal:attach', { id: terminal.id, afterSeq, ...size }, take);
  }

  /** The panel's answer: first the beginning of the replay, then what came while it was on its way. */
  private start({ terminal, startSeq, sizes, replay, observers }: AttachedTerminal, afterSeq: number, oldSeq: number): void {
    const lost = Math.max(0, startSeq - afterSeq);
    if (lost > 0 && afterSeq > 0) this.screen?.reset();
    this.seenSeq = Math.max(startSeq, afterSeq);
    this.drawnSeq = this.seenSeq;
    this.ackedSeq = this.seenSeq;
    const held = this.held;
    this.held = [];
    this.set({ terminal, state: { name: 'open' }, lostBytes: this.view.lostBytes + lost, observers });
    this.oldSeq = oldSeq;
    if (this.target.kind === 'observe') this.follow(sizes.at(-1));
    if (this.screen && oldSeq > this.seenSeq)
      this.replay = new Replay(this.screen, sizes, oldSeq, () => this.size ?? { cols: 80, rows: 24 });
    if (replay.byteLength > 0) this.draw(new Uint8Array(replay), this.seenSeq + replay.byteLength);
    for (const event of held) event();
    if (this.view.state.name === 'open') {
      this.sendSize();
      this.inputQueue.pump();
    }
  }

  private readonly onOutput: ServerToClientEvents['terminal:output'] = (event) => {
    const { name } = this.view.state;
    if (name === 'opening' || name === 'attaching') this.held.push(() => this.onOutput(event));
    if (name !== 'open' || event.id !== this.view.terminal?.id) return;
    const data = new Uint8Array(event.data);
    const from = event.seq - data.byteLength;
    if (event.seq <= this.seenSeq) return;
    if (from > this.seenSeq) this.begin();
    else this.draw(data.subarray(this.seenSeq - from), event.seq);
  };

  private readonly onEnded: ServerToClientEvents['terminal:ended'] = (event) => {
    const { name } = this.view.state;
    if (name === 'opening' || name === 'attaching') this.held.push(() => this.onEnded(event));
    if (name !== 'open' || event.id !== this.view.terminal?.id) return;
    this.toRest({ name: 'ended', reason: event.reason, exitCode: event.exitCode });
  };

  private readonly onObserved: ServerToClientEvents['terminal:observed'] = (event) => {
    if (event.id === this.view.terminal?.id) this.set({ observers: event.names });
  };

  private readonly onSized: ServerToClientEvents['terminal:sized'] = (event) => {
    if (this.target.kind === 'observe' && event.id === this.view.terminal?.id) this.follow(event);
  };

  /** Who looks on has the size of the student's window. */
  private follow(size: { cols: number; rows: number } | undefined): void {
    if (!size) return;
    this.size = { cols: size.cols, rows: size.rows };
    if (this.drawnSeq >= this.oldSeq) this.screen?.setSize(size.cols, size.rows);
  }

  private draw(data: Uint8Array, seq: number): void {
    // What is old and what is new are drawn apart: a question in the new part gets its answer.
    const newBytes = seq - this.oldSeq;
    if (newBytes > 0 && newBytes < data.byteLength) {
      this.draw(data.subarray(0, data.byteLength - newBytes), this.oldSeq);
      this.draw(data.subarray(data.byteLength - newBytes), seq);
      return;
    }
    const { screen, round } = this;
    this.seenSeq = seq;
    const drawn = (upTo: number): void => {
      if (round !== this.round || screen !== this.screen) return;
      this.drawnSeq = Math.max(this.drawnSeq, upTo);
      if (this.drawnSeq === this.seenSeq) this.readPrompt();
      // The rest of a replay waits for it.
      if (this.drawnSeq <= this.oldSeq || this.drawnSeq - this.ackedSeq >= ackBytes) this.acknowledge();
      else this.ackTimer ??= setTimeout(() => this.acknowledge(), ackPauseMs);
    };
    // What is new waits behind what is old.
    if (this.replay && this.drawnSeq < this.oldSeq) this.replay.draw(data, seq, drawn);
    else screen?.write(new Uint8Array(data), () => drawn(seq));
  }

  private readPrompt(): void {
    const prompt = this.screen?.promptLine?.() ?? null;
    if (prompt === null) return;
    if (prompt !== this.view.prompt) this.set({ prompt });
    for (const done of this.atPrompt) done();
  }

  private endReplay(): void {
    if (this.drawnSeq < this.oldSeq) this.replay?.stop();
    this.replay = null;
  }

  private acknowledge(): void {
    clearTimeout(this.ackTimer);
    this.ackTimer = undefined;
    const id = this.view.terminal?.id;
    if (id === undefined || this.view.state.name !== 'open' || this.drawnSeq <= this.ackedSeq) return;
    this.ackedSeq = this.drawnSeq;
    this.socket.emit('terminal:ack', { id, seq: this.drawnSeq });
  }

  private sendSize(): void {
    const id = this.view.terminal?.id;
    if (!this.size || id === undefined || this.target.kind === 'observe') return;
    const wanted = `${this.size.cols}x${this.size.rows}`;
    if (wanted === this.sentSize) return;
    this.sentSize = wanted;
    this.socket.emit('terminal:resize', { id, ...this.size });
  }

  private send(data: Uint8Array, isAnswer = false): void {
    const { name } = this.view.state;
    if (this.target.kind === 'observe' || (name !== 'open' && name !== 'opening' && name !== 'attaching')) return;
    this.inputQueue.push(data, isAnswer);
  }

  private sendInput({ data, isAnswer }: InputPiece, taken?: (how: Taken) => void): void {
    const id = this.view.terminal?.id;
    if (id === undefined) return;
    const input = { id, data, ...(isAnswer && { answer: true }) };
    if (!taken) this.socket.emit('terminal:input', input);
    else
      this.socket.emit('terminal:input', input, (answer) =>
        taken(!answer.ok && answer.error.code === 'rate_limited' ? 'later' : 'taken'),
      );
  }
}

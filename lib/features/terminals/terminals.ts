import type { Locale } from '@/lib/shared/common';
import type { AttachedTerminal, TerminalDto, TerminalEnd, TerminalSize } from '@/lib/shared/realtime';
import type { PtyChannel } from '@/lib/gateways/ssh/pty-channel';

/** Where a terminal's output goes: one browser tab. */
export interface TerminalViewer {
  output(seq: number, data: Uint8Array): void;
  ended(reason: TerminalEnd, exitCode: number | null): void;
  /** Who looks on changed: their names, each once. */
  observed?(names: string[]): void;
}

/** Somebody else who looks on: sees what is printed, writes nothing, and the program does not wait for them. */
export interface TerminalObserver extends TerminalViewer {
  /** What the owner is told. */
  name: string;
  /** From the byte after `afterSeq` on the terminal has another size. */
  sized(size: TerminalSize): void;
}

/** Where input comes from. */
export interface InputSender {
  viewer: TerminalViewer;
  /** An answer of its emulator to a question in the output: of several tabs' answers one is taken. */
  isAnswer: boolean;
  /** What the panel itself says in the terminal about it is in this language. */
  locale: Locale;
}

/** All terminal sessions. Owner-scoped: every method takes who asks, and another's terminal is `terminal_not_found`. */
export interface Terminals {
  /**
   * @param size what `pty` was opened with, so that the same size again does not disturb the program.
   * @param id that its processes were marked for; drawn where none is given
   * @throws AppError `terminal_limit`. `pty` is already open; it is closed when this throws.
   */
  create(
    owner: { userId: string },
    about: Omit<TerminalDto, 'id' | 'state' | 'createdAt'>,
    pty: PtyChannel,
    size?: { cols: number; rows: number },
    id?: string,
  ): TerminalDto;
  /** @throws AppError `terminal_limit` when this person has as many as one may have: asked before a shell is opened. */
  requireRoom(userId: string): void;
  /**
   * What came after byte `afterSeq` follows: its beginning in the answer, the rest as the viewer acknowledges. A terminal that has ended is
   * still there for `closedKeptMs`: the viewer gets the rest of its output, then how it ended.
   * @throws AppError `terminal_not_found`
   */
  attach(userId: string, id: string, afterSeq: number, viewer: TerminalViewer): AttachedTerminal;
  /**
   * As `attach`, for somebody else: whether they may is decided by the caller. Only while it is open; the owner is told their name.
   * @throws AppError `terminal_not_found`, `terminal_closed`
   */
  observe(userId: string, id: string, afterSeq: number, observer: TerminalObserver): AttachedTerminal;
  /**
   * Never throws: a tab that goes away need not know what is left.
   * @param isExpectedBack it lost its connection: output it has not drawn is held for it for a while rather than overwritten.
   */
  detach(userId: string, id: string, viewer: TerminalViewer, isExpectedBack?: boolean): void;
  /** The open terminal. @throws AppError `terminal_not_found`, `terminal_closed` */
  get(userId: string, id: string): TerminalDto;
  /**
   * In order. Ctrl-C from a tab that is behind drops what it has not been sent but the end, and a line says so; not under a program that has
   * the alternate screen.
   * @throws AppError `rate_limited` when too much waits: nothing of `data` was taken.
   */
  input(userId: string, id: string, data: Uint8Array, from?: InputSender): void;
  /** Resolves when the program has taken enough that more input is welcome. */
  inputReady(userId: string, id: string): Promise<void> | null;
  resize(userId: string, id: string, cols: number, rows: number): void;
  /** The viewer has drawn everything up to `seq`. */
  acknowledge(userId: string, id: string, viewer: TerminalViewer, seq: number): void;
  close(userId: string, id: string): void;
  /** The user's open terminals, oldest first; of one node when given. */
  list(userId: string, nodeId?: string): TerminalDto[];
  /** The same of all nodes, the one that was typed into last at the end. */
  byUse(userId: string): TerminalDto[];
  /** Whether anybody has a shell open on the node itself. */
  hasShell(nodeId: string): boolean;
  /** Ends what this user may no longer have. `keep` answers per terminal. */
  revoke(userId: string, keep: (terminal: TerminalDto) => boolean): void;
  stop(): Promise<void>;
}

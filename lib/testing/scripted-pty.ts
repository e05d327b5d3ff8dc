import { Readable } from 'node:stream';
import type { PtyChannel } from '@/lib/gateways/ssh/pty-channel';

/** A pseudo-terminal whose other side is the test: it emits what the test says and keeps what was typed. */
export interface ScriptedPty extends PtyChannel {
  /** What the program writes. Held back while the reader has paused, as an SSH window does. */
  emit(data: string | Uint8Array): void;
  /** Everything typed so far. */
  typed(): Buffer;
  readonly sizes: Array<{ cols: number; rows: number }>;
  readonly closeCalls: number;
  /** While true, `write` answers false and `drained` waits. */
  congested: boolean;
  uncongest(): void;
  exit(exitCode: number): void;
  lose(): void;
}

export function createScriptedPty(onType: (data: Buffer, pty: ScriptedPty) => void = () => {}): ScriptedPty {
  const output = new Readable({ read() {}, highWaterMark: 16 * 1024 });
  const typed: Buffer[] = [];
  const sizes: Array<{ cols: number; rows: number }> = [];
  let wakers: Array<() => void> = [];
  let closeCalls = 0;
  let settle: (end: { reason: 'exited' | 'lost'; exitCode: number | null }) => void = () => {};
  const ended = new Promise<{ reason: 'exited' | 'lost'; exitCode: number | null }>((resolve) => {
    settle = resolve;
  });
  const pty: ScriptedPty = {
    output,
    ended,
    sizes,
    congested: false,
    get closeCalls() {
      return closeCalls;
    },
    emit: (data) => void output.push(Buffer.from(data as Uint8Array)),
    typed: () => Buffer.concat(typed),
    write(data) {
      typed.push(Buffer.from(data));
      onType(Buffer.from(data), pty);
      return !pty.congested;
    },
    drained: () => (pty.congested ? new Promise((resolve) => wakers.push(resolve)) : Promise.resolve()),
    uncongest() {
      pty.congested = false;
      const woken = wakers;
      wakers = [];
      for (const wake of woken) wake();
    },
    resize: (cols, rows) => void sizes.push({ cols, rows }),
    close() {
      closeCalls += 1;
      output.push(null);
      settle({ reason: 'exited', exitCode: null });
    },
    exit(exitCode) {
      output.push(null);
      settle({ reason: 'exited', exitCode });
    },
    lose() {
      output.destroy();
      settle({ reason: 'lost', exitCode: null });
    },
  };
  return pty;
}

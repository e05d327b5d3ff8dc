import type { PtyChannel } from '@/lib/gateways/ssh/pty-channel';

/** Keystrokes and pastes on their way to the program, in order. */
export interface InputQueue {
  /** @returns false when the queue is full: nothing of `data` was taken. */
  push(data: Uint8Array): boolean;
  /** Resolves when there is room for more than a little: a sender that waits for this never meets a full queue. @returns null when there is room now. */
  ready(): Promise<void> | null;
  /** Forgets what waits and lets everybody who waits go on. */
  stop(): void;
}

/** One piece handed to the channel: an SSH packet holds 32 KiB (RFC 4253 6.1 asks every side to take that much). */
const pieceBytes = 32 * 1024;

/**
 * @param pty where the bytes go; it says when it cannot take more.
 * @param maxBytes the most that waits here.
 * @param onError the channel refused a write: the terminal is about to end.
 */
export function createInputQueue(
  pty: Pick<PtyChannel, 'write' | 'drained'>,
  maxBytes: number,
  onError: (error: unknown) => void,
): InputQueue {
  const lowBytes = Math.floor(maxBytes / 4);
  let pieces: Uint8Array[] = [];
  let queuedBytes = 0;
  let state: 'idle' | 'waiting' | 'stopped' = 'idle';
  let waiters: Array<() => void> = [];

  function wake(): void {
    if (queuedBytes > lowBytes) return;
    const woken = waiters;
    waiters = [];
    for (const wakeOne of woken) wakeOne();
  }

  /** Writes until the channel is full. The usual keystroke finds an idle channel and is written at once. */
  function pump(): void {
    while (state === 'idle') {
      const piece = pieces.shift();
      if (!piece) break;
      queuedBytes -= piece.length;
      if (!pty.write(piece)) {
        state = 'waiting';
        pty.drained().then(resume, fail);
      }
    }
    wake();
  }

  function resume(): void {
    if (state !== 'waiting') return;
    state = 'idle';
    try {
      pump();
    } catch (error) {
      fail(error);
    }
  }

  function stop(): void {
    state = 'stopped';
    pieces = [];
    queuedBytes = 0;
    wake();
  }

  function fail(error: unknown): void {
    if (state === 'stopped') return;
    stop();
    onError(error);
  }

  return {
    push(data) {
      if (state === 'stopped') return true;
      if (queuedBytes + data.length > maxBytes) return false;
      for (let at = 0; at < data.length; at += pieceBytes) pieces.push(data.subarray(at, at + pieceBytes));
      queuedBytes += data.length;
      try {
        pump();
      } catch (error) {
        fail(error);
      }
      return true;
    },
    ready() {
      if (queuedBytes <= lowBytes || state === 'stopped') return null;
      return new Promise((resolve) => waiters.push(resolve));
    },
    stop,
  };
}

export interface FlushSchedule {
  /** So many bytes came in; `flush` is called soon, or now. */
  arrived(bytes: number): void;
  /** Flushes what is pending, if anything. */
  now(): void;
  stop(): void;
}

/** What may go out at once within one window, before output counts as a burst: echoes, prompts, cursor movements. */
const interactiveMaxBytes = 2 * 1024;
const interactiveMaxFrames = 64;

/**
 * Decides when output is sent on. A keystroke's echo leaves in the same turn of the event loop; only a burst waits, at most
 * `coalesceMs` or until `maxBytes` are together, so that a flood costs a few large frames and not thousands of small ones.
 */
export function createFlushSchedule(options: {
  coalesceMs: number;
  maxBytes: number;
  flush: () => void;
  /** Monotonic, in ms. */
  nowMs: () => number;
}): FlushSchedule {
  const { coalesceMs, maxBytes, nowMs } = options;
  let pendingBytes = 0;
  let windowStart = Number.NEGATIVE_INFINITY;
  let windowBytes = 0;
  let windowFrames = 0;
  let immediate: NodeJS.Immediate | null = null;
  let timer: NodeJS.Timeout | null = null;

  function cancel(): void {
    if (immediate) clearImmediate(immediate);
    if (timer) clearTimeout(timer);
    immediate = null;
    timer = null;
  }

  function flush(): void {
    cancel();
    if (pendingBytes === 0) return;
    windowBytes += pendingBytes;
    windowFrames += 1;
    pendingBytes = 0;
    options.flush();
  }

  function isBurst(): boolean {
    return windowFrames > 0 && (windowBytes + pendingBytes > interactiveMaxBytes || windowFrames >= interactiveMaxFrames);
  }

  return {
    arrived(bytes) {
      pendingBytes += bytes;
      if (pendingBytes >= maxBytes) flush();
      if (pendingBytes === 0 || immediate || timer) return;
      const now = nowMs();
      if (now - windowStart >= coalesceMs) {
        windowStart = now;
        windowBytes = 0;
        windowFrames = 0;
      }
      // The check phase comes right after the poll phase that brought the bytes: several packets of one read go together.
      if (isBurst()) timer = setTimeout(flush, windowStart + coalesceMs - now);
      else immediate = setImmediate(flush);
    },
    now: flush,
    stop() {
      cancel();
      pendingBytes = 0;
    },
  };
}

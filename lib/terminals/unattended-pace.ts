/** Counts what a program writes while nobody looks, so that an unattended flood does not cost the panel a core. */
export interface UnattendedPace {
  /** True until the current second is over. */
  readonly exhausted: boolean;
  /** @returns true when this was more than the second allows. */
  count(bytes: number): boolean;
  reset(): void;
  stop(): void;
}

const windowMs = 1_000;

/** @param onRefill called when a second that was exhausted is over. */
export function createUnattendedPace(bytesPerSecond: number, nowMs: () => number, onRefill: () => void): UnattendedPace {
  let windowStart = 0;
  let bytes = 0;
  let timer: NodeJS.Timeout | null = null;

  function reset(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    bytes = 0;
  }

  return {
    get exhausted() {
      return timer !== null;
    },
    count(more) {
      const now = nowMs();
      if (now - windowStart >= windowMs) {
        windowStart = now;
        bytes = 0;
      }
      bytes += more;
      if (bytes < bytesPerSecond || timer) return timer !== null;
      timer = setTimeout(
        () => {
          reset();
          onRefill();
        },
        windowStart + windowMs - now,
      ).unref();
      return true;
    },
    reset,
    stop: reset,
  };
}

/** Counts what a program writes while nobody looks, so that an unattended flood does not cost the panel a core. */
export interface UnattendedPace {
  /** True while the program has to wait. */
  readonly exhausted: boolean;
  /** @returns true when this was more than is let in for now. */
  count(bytes: number): boolean;
  reset(): void;
  stop(): void;
}

/** The rate is let in by slices: a second's worth at once would make everybody else's keys wait for it. */
const sliceMs = 50;

/**
 * @param nowMs monotonic.
 * @param onRefill called when what was too much has been paid for by waiting.
 */
export function createUnattendedPace(bytesPerSecond: number, nowMs: () => number, onRefill: () => void): UnattendedPace {
  const bytesPerMs = bytesPerSecond / 1000;
  /** Bytes that came in and whose time is not over yet. */
  let owed = 0;
  let countedAt = nowMs();
  let timer: NodeJS.Timeout | null = null;

  function payOff(): void {
    const now = nowMs();
    owed = Math.max(0, owed - (now - countedAt) * bytesPerMs);
    countedAt = now;
  }

  function reset(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    owed = 0;
  }

  return {
    get exhausted() {
      return timer !== null;
    },
    count(more) {
      payOff();
      owed += more;
      if (timer || owed < sliceMs * bytesPerMs) return timer !== null;
      timer = setTimeout(
        () => {
          timer = null;
          onRefill();
        },
        Math.ceil(owed / bytesPerMs),
      ).unref();
      return true;
    },
    reset,
    stop: reset,
  };
}

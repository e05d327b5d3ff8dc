/** Waits until something that comes in bursts is quiet. */
export interface Settle {
  /** It came again. */
  push(key: string): void;
  /** Forgets what has come and was not told of. */
  drop(key: string): void;
  stop(): void;
}

/**
 * @param quietMs so long nothing more has come
 * @param mostMs at the latest so long after the first of a burst
 */
export function createSettle({
  quietMs,
  mostMs,
  deliver,
}: {
  quietMs: number;
  mostMs: number;
  deliver(key: string): void;
}): Settle {
  const bursts = new Map<string, { quiet: NodeJS.Timeout; latest: NodeJS.Timeout }>();
  const end = (key: string): void => {
    const burst = bursts.get(key);
    clearTimeout(burst?.quiet);
    clearTimeout(burst?.latest);
    bursts.delete(key);
  };
  const fire = (key: string): void => {
    end(key);
    deliver(key);
  };
  return {
    push(key) {
      const burst = bursts.get(key);
      clearTimeout(burst?.quiet);
      const quiet = setTimeout(fire, quietMs, key).unref();
      bursts.set(key, { quiet, latest: burst?.latest ?? setTimeout(fire, mostMs, key).unref() });
    },
    drop: end,
    stop() {
      for (const key of [...bursts.keys()]) end(key);
    },
  };
}

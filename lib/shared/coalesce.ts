export interface Coalescer<K, V> {
  /** Takes a value for delivery: merged into the one that waits for this key, if one does. */
  push(key: K, value: V): void;
  /** @returns what waits for this key, which is not delivered then */
  take(key: K): V | undefined;
  /** Delivers nothing more. @returns what was not delivered, by key */
  stop(): Map<K, V>;
}

interface Options<K, V> {
  /** Least time between two deliveries of one key, ms. */
  pauseMs: number;
  /** From the first push of a key to its delivery, ms: 0 for the next turn of the event loop, so that what comes together is merged. */
  leadMs?: number;
  merge(held: V, value: V): V;
  deliver(key: K, value: V): void;
}

/** Joins values that come in quick succession, by key, so that each key is delivered at most once per pause and the last is never lost. */
export function createCoalescer<K, V>({ pauseMs, leadMs = pauseMs, merge, deliver }: Options<K, V>): Coalescer<K, V> {
  type Entry = { waiting: { value: V } | null; timer: ReturnType<typeof setTimeout> };
  const entries = new Map<K, Entry>();

  function open(key: K, ms: number, waiting: Entry['waiting']): void {
    const timer = setTimeout(() => close(key), ms);
    // In Node a delivery that is due keeps no process alive; in a browser a timer is a number.
    if (typeof timer === 'object') timer.unref();
    entries.set(key, { waiting, timer });
  }

  function close(key: K): void {
    const waiting = entries.get(key)?.waiting ?? null;
    entries.delete(key);
    if (!waiting) return;
    open(key, pauseMs, null);
    deliver(key, waiting.value);
  }

  return {
    push(key, value) {
      const entry = entries.get(key);
      if (entry) entry.waiting = { value: entry.waiting ? merge(entry.waiting.value, value) : value };
      else open(key, leadMs, { value });
    },
    take(key) {
      const entry = entries.get(key);
      const value = entry?.waiting?.value;
      if (entry) entry.waiting = null;
      return value;
    },
    stop() {
      const left = new Map<K, V>();
      for (const [key, { waiting, timer }] of entries) {
        clearTimeout(timer);
        if (waiting) left.set(key, waiting.value);
      }
      entries.clear();
      return left;
    },
  };
}

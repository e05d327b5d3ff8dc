/** What became of one `node:watch`: `busy`, the panel takes no more just now; `no`, this node is not to be watched. */
export type WatchAnswer = 'yes' | 'no' | 'busy';
type Send = (event: 'node:watch' | 'node:unwatch', ref: string, done: (answer: WatchAnswer) => void) => void;

/** So many are asked for at once: the panel answers 24 on a socket, and terminals want some of them. */
const atOnce = 8;
/** Before the panel is asked again after it took no more, ms. */
const pauseMs = 1_000;

export interface Watches {
  add(ref: string): void;
  remove(ref: string): void;
  /** A new connection knows of none. */
  connected(): void;
  disconnected(): void;
}

/**
 * Makes what the panel knows of agree with what the page watches: a few at a time, and never two about one node, so that a page that
 * leaves and one that comes cannot overtake each other. What both watch is not told at all.
 * @param onWatched a node is watched from now on, or by one more part of the page: what was read of it before may be old
 */
export function createWatches(send: Send, onWatched: () => void): Watches {
  const counts = new Map<string, number>();
  const told = new Set<string>();
  const refused = new Set<string>();
  const asked = new Set<string>();
  let connection = 0;
  let online = false;
  let planned = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function plan(): void {
    if (planned) return;
    planned = true;
    // After everything that comes and goes together has done so.
    queueMicrotask(() => {
      planned = false;
      pump();
    });
  }

  function pump(): void {
    if (!online || timer) return;
    const free = (ref: string) => !asked.has(ref);
    for (const ref of counts.keys()) if (!told.has(ref) && !refused.has(ref) && free(ref)) tell('node:watch', ref);
    for (const ref of told) if (!counts.has(ref) && free(ref)) tell('node:unwatch', ref);
  }

  function tell(event: 'node:watch' | 'node:unwatch', ref: string): void {
    if (asked.size >= atOnce || timer) return;
    const of = connection;
    asked.add(ref);
    send(event, ref, (answer) => {
      // Of a connection that is gone.
      if (of !== connection) return;
      asked.delete(ref);
      if (answer === 'busy') return wait();
      if (event === 'node:unwatch') told.delete(ref);
      else if (answer === 'no') refused.add(ref);
      else {
        told.add(ref);
        onWatched();
      }
      pump();
    });
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      timer = null;
      pump();
    }, pauseMs);
  }

  function begin(isOnline: boolean): void {
    connection++;
    online = isOnline;
    for (const set of [told, refused, asked]) set.clear();
    if (timer) clearTimeout(timer);
    timer = null;
  }

  return {
    add(ref) {
      counts.set(ref, (counts.get(ref) ?? 0) + 1);
      refused.delete(ref);
      if (told.has(ref)) onWatched();
      plan();
    },
    remove(ref) {
      const left = (counts.get(ref) ?? 1) - 1;
      if (left > 0) counts.set(ref, left);
      else counts.delete(ref);
      plan();
    },
    connected() {
      begin(true);
      pump();
    },
    disconnected: () => begin(false),
  };
}

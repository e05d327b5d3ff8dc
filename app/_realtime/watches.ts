/**
 * What is watched: one node, what one of its containers uses or all of them, the nodes of a class, a list of all of them, one's own lessons in
 * it, or its board.
 */
export type WatchTarget =
  | { readonly node: string }
  | { readonly node: string; readonly stats: string }
  | { readonly usage: string }
  | { readonly class: string }
  | { readonly class: string; readonly list: 'containers' | 'images' }
  | { readonly lessons: string }
  | { readonly board: string };
/** What became of one watch: `busy`, the panel takes no more just now; `no`, this is not to be watched. */
export type WatchAnswer = 'yes' | 'no' | 'busy';
type Send = (verb: 'watch' | 'unwatch', target: WatchTarget, done: (answer: WatchAnswer) => void) => void;

const keyOf = (target: WatchTarget): string => Object.entries(target).flat().join(' ');

/** So many are asked for at once: the panel answers 24 on a socket, and terminals want some of them. */
const atOnce = 8;
/** Before the panel is asked again after it took no more, ms. */
const pauseMs = 1_000;

export interface Watches {
  add(target: WatchTarget): void;
  remove(target: WatchTarget): void;
  /** A new connection knows of none. */
  connected(): void;
  disconnected(): void;
}

/**
 * Makes what the panel knows of agree with what the page watches: a few at a time, and never two about one target, so that a page that
 * leaves and one that comes cannot overtake each other. What both watch is not told at all.
 * @param onWatched something is watched from now on, or by one more part of the page: what was read of it before may be old
 */
export function createWatches(send: Send, onWatched: () => void): Watches {
  const wanted = new Map<string, { target: WatchTarget; count: number }>();
  const told = new Map<string, WatchTarget>();
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
    const free = (key: string) => !asked.has(key);
    for (const [key, { target }] of wanted) if (!told.has(key) && !refused.has(key) && free(key)) tell('watch', key, target);
    for (const [key, target] of told) if (!wanted.has(key) && free(key)) tell('unwatch', key, target);
  }

  function tell(verb: 'watch' | 'unwatch', key: string, target: WatchTarget): void {
    if (asked.size >= atOnce || timer) return;
    const of = connection;
    asked.add(key);
    send(verb, target, (answer) => {
      // Of a connection that is gone.
      if (of !== connection) return;
      asked.delete(key);
      if (answer === 'busy') return wait();
      if (verb === 'unwatch') told.delete(key);
      else if (answer === 'no') refused.add(key);
      else {
        told.set(key, target);
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
    for (const known of [told, refused, asked]) known.clear();
    if (timer) clearTimeout(timer);
    timer = null;
  }

  return {
    add(target) {
      const key = keyOf(target);
      wanted.set(key, { target, count: (wanted.get(key)?.count ?? 0) + 1 });
      refused.delete(key);
      if (told.has(key)) onWatched();
      plan();
    },
    remove(target) {
      const key = keyOf(target);
      const left = (wanted.get(key)?.count ?? 1) - 1;
      if (left > 0) wanted.set(key, { target, count: left });
      else wanted.delete(key);
      plan();
    },
    connected() {
      begin(true);
      pump();
    },
    disconnected: () => begin(false),
  };
}

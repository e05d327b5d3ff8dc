import type { Runtime } from '@/lib/core/runtime';
import type { Presence } from './presence';

/** A page that is loaded again is gone for a moment. */
const graceMs = 8_000;
/** How often it is written down who was heard of. */
const writeEveryMs = 60_000;

export function createPresence({ db, bus, log, now }: Pick<Runtime, 'db' | 'bus' | 'log' | 'now'>): Presence {
  const pages = new Map<string, number>();
  const leaving = new Map<string, NodeJS.Timeout>();
  const seenAt = new Map<string, Date>();
  const unwritten = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  function seen(userId: string): void {
    seenAt.set(userId, now());
    unwritten.add(userId);
  }

  function arrive(userId: string): void {
    const wasLeaving = leaving.get(userId);
    clearTimeout(wasLeaving);
    leaving.delete(userId);
    const open = pages.get(userId) ?? 0;
    pages.set(userId, open + 1);
    seen(userId);
    if (open === 0 && wasLeaving === undefined) bus.publish('presence.changed', { userId, online: true });
  }

  function leave(userId: string): void {
    seen(userId);
    const open = (pages.get(userId) ?? 1) - 1;
    if (open > 0) {
      pages.set(userId, open);
      return;
    }
    pages.delete(userId);
    const gone = (): void => {
      leaving.delete(userId);
      bus.publish('presence.changed', { userId, online: false });
    };
    leaving.set(userId, setTimeout(gone, graceMs).unref());
  }

  /** One statement for everybody: when exactly within the minute is nobody's question. Best effort, as it is for sessions. */
  async function write(): Promise<void> {
    for (const userId of pages.keys()) seen(userId);
    const ids = [...unwritten];
    unwritten.clear();
    if (ids.length === 0) return;
    try {
      await db.user.updateMany({ where: { id: { in: ids } }, data: { lastSeenAt: now() } });
    } catch (error) {
      for (const id of ids) unwritten.add(id);
      log.warn({ error }, 'when people were last seen could not be stored');
    }
  }

  function later(): void {
    timer = setTimeout(() => void write().finally(() => timer && later()), writeEveryMs).unref();
  }

  return {
    start: later,
    connected(userId) {
      arrive(userId);
      let isHere = true;
      return () => {
        if (isHere) leave(userId);
        isHere = false;
      };
    },
    seen,
    isOnline: (userId) => pages.has(userId) || leaving.has(userId),
    lastSeenAt: (userId) => (pages.has(userId) ? now() : (seenAt.get(userId) ?? null)),
    async stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      for (const each of leaving.values()) clearTimeout(each);
      await write();
    },
  };
}

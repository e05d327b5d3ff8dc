import type { NodeChanged } from '@/lib/shared/realtime';

/** At most one message a node in this time: a compose-up of twenty containers is one change to a page, not sixty. */
const windowMs = 100;

/** Sends the first change at once and joins what follows within the window: all topics, the newest state and revision. */
export function createNodeChangeCoalescer(send: (event: NodeChanged) => void) {
  const windows = new Map<string, { timer: NodeJS.Timeout; pending: NodeChanged | null }>();

  function open(nodeId: string): void {
    const timer = setTimeout(() => {
      const pending = windows.get(nodeId)?.pending;
      windows.delete(nodeId);
      if (!pending) return;
      open(nodeId);
      send(pending);
    }, windowMs).unref();
    windows.set(nodeId, { timer, pending: null });
  }

  return {
    push(event: NodeChanged): void {
      const window = windows.get(event.nodeId);
      if (!window) {
        open(event.nodeId);
        send(event);
        return;
      }
      const topics = new Set([...(window.pending?.topics ?? []), ...event.topics]);
      const newest = window.pending && window.pending.revision > event.revision ? window.pending : event;
      window.pending = { ...newest, topics: [...topics] };
    },
    stop(): void {
      for (const { timer } of windows.values()) clearTimeout(timer);
      windows.clear();
    },
  };
}

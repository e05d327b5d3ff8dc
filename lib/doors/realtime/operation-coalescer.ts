/** Least time between two events of one operation, in ms: each makes every page that shows it fetch it again. */
const tellEveryMs = 400;

/** Joins what many jobs of one operation tell within a moment into one event; the last change is never swallowed. */
export function createOperationCoalescer(tell: (operationId: string, nodeIds: string[]) => void): {
  push(operationId: string, nodeIds: string[]): void;
  stop(): void;
} {
  const waiting = new Map<string, { nodeIds: Set<string>; timer: NodeJS.Timeout }>();
  return {
    push(operationId, nodeIds) {
      const held = waiting.get(operationId);
      if (held) {
        for (const id of nodeIds) held.nodeIds.add(id);
        return;
      }
      const timer = setTimeout(() => {
        const entry = waiting.get(operationId);
        waiting.delete(operationId);
        if (entry) tell(operationId, [...entry.nodeIds]);
      }, tellEveryMs);
      timer.unref();
      waiting.set(operationId, { nodeIds: new Set(nodeIds), timer });
    },
    stop() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

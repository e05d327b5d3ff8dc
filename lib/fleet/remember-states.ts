import type { Logger } from '@/lib/core/log';
import type { Db } from '@/lib/gateways/db/db';
import { createCoalescer } from '@/lib/shared/coalesce';
import type { NodeStatus } from './fleet';

/** Least time between two writes of what the nodes are like, in ms, and how many nodes each of them takes: SQLite writes in our thread. */
const rememberEveryMs = 500;
const rememberAtOnce = 100;

export interface StateMemory {
  /** The state of this node is stored soon, in one transaction with others: a fleet that comes up would else commit hundreds of times. */
  push(nodeId: string): void;
  /** Stores all that is left, and these too; nothing is stored after it. */
  stop(nodeIds: Iterable<string>): Promise<void>;
}

/** Writes the states of nodes to the register, for the first page after a restart. @param statusOf null for a node that has no link any more */
export function createStateMemory(deps: { db: Db; log: Logger }, statusOf: (nodeId: string) => NodeStatus | null): StateMemory {
  const { db, log } = deps;
  const due = createCoalescer<'states', ReadonlySet<string>>({
    pauseMs: rememberEveryMs,
    merge: (held, nodeIds) => new Set([...held, ...nodeIds]),
    deliver(key, nodeIds) {
      const ids = [...nodeIds];
      if (ids.length > rememberAtOnce) due.push(key, new Set(ids.slice(rememberAtOnce)));
      void store(ids.slice(0, rememberAtOnce));
    },
  });

  async function store(ids: string[]): Promise<void> {
    const changes = ids.flatMap((id) => {
      const status = statusOf(id);
      return status ? [storeOne(id, status)] : [];
    });
    if (changes.length > 0)
      await db.$transaction(changes).catch((error) => log.error({ error }, 'the states of nodes could not be stored'));
  }

  function storeOne(id: string, status: NodeStatus) {
    return db.node.updateMany({
      where: { id },
      data: {
        state: status.state,
        stateReason: status.reason ? JSON.stringify(status.reason) : null,
        stateSince: status.stateSince,
        lastSeenAt: status.lastSeenAt,
        ...(status.docker && { dockerFacts: JSON.stringify(status.docker) }),
      },
    });
  }

  return {
    push: (nodeId) => due.push('states', new Set([nodeId])),
    stop: (nodeIds) => store([...new Set([...(due.stop().get('states') ?? []), ...nodeIds])]),
  };
}

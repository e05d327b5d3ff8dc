import { isOwnJob } from '@/lib/features/jobs/own-jobs';
import { nodeResource, nodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import type { Runtime } from '@/lib/core/runtime';
import type { JobDto } from '@/lib/shared/jobs';
import { isRefusal } from './on-event';
import { nodeRoom } from './rooms';
import type { SocketSession } from './socket-session';

export interface OwnJobs {
  /** Tells of a job each tab whose reader's own it is, whichever node its page shows. */
  tell(job: JobDto): Promise<void>;
  /** Who has this node, or any where none is named, may be another now. */
  forget(nodeId?: string): void;
}

/** @param sessions the tabs of this process */
export function createOwnJobs({ db }: Pick<Runtime, 'db'>, sessions: ReadonlySet<SocketSession>): OwnJobs {
  /** Nodes on which something runs, as the policy knows them. */
  const nodes = new Map<string, ReturnType<typeof load>>();

  async function load(nodeId: string) {
    const row = await db.node.findUnique({ where: { id: nodeId }, include: nodeWithAssignees });
    return row && { resource: nodeResource(row), assigneeIds: new Set(row.assignments.map(({ userId }) => userId)) };
  }

  function nodeOf(nodeId: string): ReturnType<typeof load> {
    const held = nodes.get(nodeId) ?? load(nodeId);
    nodes.set(nodeId, held);
    held.catch(() => nodes.delete(nodeId));
    return held;
  }

  async function tellTab(session: SocketSession, job: JobDto, node: Parameters<typeof isOwnJob>[2]): Promise<void> {
    try {
      const actor = session.knownActor() ?? (await session.actor(false));
      if (!session.gone && isOwnJob(actor, job, node)) session.socket.emit('own-job:changed', job);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  return {
    async tell(job) {
      if (sessions.size === 0) return;
      const isOver = job.endedAt !== null;
      const isProgress = !isOver && job.revision > 1;
      // How far work on many nodes is stands on its own page.
      if (isProgress && job.operationId !== null) return;
      const node = await nodeOf(job.nodeId);
      if (isOver) nodes.delete(job.nodeId);
      if (!node) return;
      for (const session of [...sessions]) {
        if (session.userId !== job.createdBy?.id && !node.assigneeIds.has(session.userId)) continue;
        // It hears of that as of all that moves on the node.
        if (isProgress && session.socket.rooms.has(nodeRoom(job.nodeId))) continue;
        await tellTab(session, job, node.resource);
      }
    },
    forget(nodeId) {
      if (nodeId === undefined) nodes.clear();
      else nodes.delete(nodeId);
    },
  };
}

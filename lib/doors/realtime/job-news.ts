import { createCoalescer } from '@/lib/shared/coalesce';
import type { JobDto } from '@/lib/shared/jobs';
import { nodeRoom } from './rooms';
import type { SocketSession } from './socket-session';

/** Least time between two messages of jobs to one tab, ms. */
const newsPauseMs = 250;

export interface JobNews {
  /** Tells every tab that follows its node. */
  tell(job: JobDto): void;
  stop(): void;
}

/**
 * Tells tabs of jobs on the nodes they follow, those of all their nodes in one message: a page of a class that pulls on thirty nodes hears as
 * often as a page of one node. Of a job the newest state counts.
 * @param sessions the tabs of this process
 */
export function createJobNews(sessions: ReadonlySet<SocketSession>): JobNews {
  const news = createCoalescer<SocketSession, ReadonlyMap<string, JobDto>>({
    pauseMs: newsPauseMs,
    leadMs: 0,
    merge: (held, jobs) => new Map([...held, ...jobs]),
    deliver({ socket }, jobs) {
      // It may follow a node no longer, or have no right to.
      const followed = [...jobs.values()].filter(({ nodeId }) => socket.rooms.has(nodeRoom(nodeId)));
      if (followed.length > 0) socket.emit('jobs:changed', followed);
    },
  });
  return {
    tell(job) {
      const room = nodeRoom(job.nodeId);
      for (const session of sessions) if (session.socket.rooms.has(room)) news.push(session, new Map([[job.id, job]]));
    },
    stop: () => void news.stop(),
  };
}

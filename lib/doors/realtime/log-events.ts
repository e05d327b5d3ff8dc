import { randomBytes } from 'node:crypto';
import { type FollowedLog, followLogs, logEndOf } from '@/lib/features/containers/follow-logs';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { followLogsSchema, type LogEnd, logRefSchema } from '@/lib/shared/realtime';
import { type EventHandler, onEvent } from './on-event';
import type { SocketSession } from './socket-session';

const followsPerTab = 8;

/**
 * Resolves when the network has taken what was sent to the tab before, or the tab is gone: the log is read no faster than
 * that, so that a chatty container is held up itself.
 */
async function taken(session: SocketSession, signal: AbortSignal): Promise<void> {
  const { conn } = session.socket;
  const { transport } = conn;
  if (transport.writable || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      transport.off('ready', done);
      conn.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    transport.on('ready', done);
    conn.on('close', done);
    signal.addEventListener('abort', done);
  });
}

/** Sends batches until the container stops, the node is lost, or the tab no longer wants them. */
async function pump(ctx: Ctx, session: SocketSession, id: string, log: FollowedLog, signal: AbortSignal): Promise<void> {
  let reason: LogEnd = 'container_stopped';
  try {
    for await (const lines of log.batches) {
      if (signal.aborted) break;
      session.socket.emit('logs:lines', { id, lines });
      await taken(session, signal);
    }
  } catch (error) {
    if (!signal.aborted) reason = await logEndOf(ctx, log.nodeId, error);
  }
  if (signal.aborted) reason = 'closed';
  session.follows.delete(id);
  session.socket.emit('logs:ended', { id, reason });
}

/** The tab went away: nothing is read for it any more. */
export function leaveLogs(session: SocketSession): void {
  for (const follow of session.follows.values()) follow.stop();
  session.follows.clear();
}

export const logEvents: EventHandler[] = [
  onEvent({
    name: 'logs:follow',
    schema: followLogsSchema,
    async run(ctx, session, input) {
      if (session.follows.size >= followsPerTab) throw new AppError('rate_limited');
      const abort = new AbortController();
      const log = await followLogs(ctx, input, abort.signal);
      if (session.gone) throw new AppError('cancelled');
      const id = randomBytes(16).toString('hex');
      session.follows.set(id, { nodeId: log.nodeId, stop: () => abort.abort() });
      // The answer goes first: a line before it would belong to nothing the page knows.
      setImmediate(() => void pump(ctx, session, id, log, abort.signal));
      return { id };
    },
  }),
  onEvent({
    name: 'logs:unfollow',
    schema: logRefSchema,
    run(_ctx, session, input) {
      const follow = session.follows.get(input.id);
      if (!follow) throw new AppError('not_found');
      session.follows.delete(input.id);
      follow.stop();
      return null;
    },
  }),
];

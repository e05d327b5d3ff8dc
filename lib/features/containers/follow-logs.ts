import { type AppError, isAppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { Ctx } from '@/lib/core/runtime';
import type { LogStart } from '@/lib/gateways/docker/engine/containers';
import type { LogLine } from '@/lib/shared/containers';
import type { LogEnd } from '@/lib/shared/realtime';

export interface FollowedLog {
  nodeId: string;
  /** Batches of lines, until the container stops or the signal fires; pausing the iteration pauses the daemon. */
  batches: AsyncIterable<LogLine[]>;
}

/**
 * The log of a container from its last lines on, or from a time on. @throws AppError `not_found`, `container_not_found`, why Docker cannot be used now;
 * what goes wrong later is thrown by the iteration
 */
export async function followLogs(
  ctx: Ctx,
  { node: ref, container, ...start }: { node: string; container: string } & LogStart,
  signal: AbortSignal,
): Promise<FollowedLog> {
  const node = await getNodeFor(ctx, ref, 'container.read');
  const engine = await ctx.fleet.engine(node.id);
  const { id } = await engine.containers.inspect(container, { size: false });
  return { nodeId: node.id, batches: engine.containers.followLogs(id, start, signal) };
}

/** Why following ended, by what the iteration threw. */
export async function logEndOf(ctx: Ctx, nodeId: string, error: unknown): Promise<LogEnd> {
  if (!isAppError(error)) {
    ctx.log.error({ requestId: ctx.requestId, error }, 'Following a log failed.');
    return 'failed';
  }
  if (error.code === 'container_log_unreadable') return 'unreadable';
  if (error.code === 'container_not_found') return 'container_stopped';
  if (error.code !== 'node_lost') return 'failed';
  // The stream broke: with the node's connection, or with Docker alone.
  return ctx.fleet.ssh(nodeId).then(
    () => 'docker_stopped' as const,
    (reason: AppError) => (reason.code === 'cancelled' ? ('closed' as const) : ('node_lost' as const)),
  );
}

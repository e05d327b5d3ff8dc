import { AppError } from '@/lib/core/errors';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import { findContainer } from '@/lib/features/containers/container-ref';
import { listContainers } from '@/lib/features/containers/containers';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { listNodeIdsFor } from '@/lib/features/nodes/list-node-ids';
import { watchStatsSchema, watchUsageSchema } from '@/lib/shared/realtime';
import { followRooms } from './follow-rooms';
import { type EventHandler, onEvent } from './on-event';
import { statsRoom, usageRoom } from './rooms';
import type { RealtimeServer, SocketSession } from './socket-session';

/** Each is a stream of its node, unless others look at the same. */
const watchesPerTab = 8;

/** What the containers of a node use. Rooms are by node and full id, so that all tabs that look at one share its stream. */
export const usageEvents: EventHandler[] = [
  onEvent({
    name: 'stats:watch',
    schema: watchStatsSchema,
    async run(ctx, session, { node: ref, container }) {
      const node = await getNodeFor(ctx, ref, 'container.read');
      const { id } = findContainer((await listContainers(ctx, { node: node.id })).items, container);
      await enter(session, statsRoom(node.id, id), node.id);
      return ctx.containerUsage.statsNow(node.id, id) ?? { nodeId: node.id, containerId: id, state: 'opening', sample: null };
    },
  }),
  onEvent({
    name: 'stats:unwatch',
    schema: watchStatsSchema,
    async run(ctx, session, { node: ref, container }) {
      const node = await getNodeFor(ctx, ref, 'container.read');
      // It may be removed by now: the id that the watch was answered names the room.
      leave(session, statsRoom(node.id, container));
      return null;
    },
  }),
  onEvent({
    name: 'usage:watch',
    schema: watchUsageSchema,
    async run(ctx, session, { node: ref }) {
      const node = await getNodeFor(ctx, ref, 'container.read');
      await enter(session, usageRoom(node.id), node.id);
      return ctx.containerUsage.usageNow(node.id);
    },
  }),
  onEvent({
    name: 'usage:unwatch',
    schema: watchUsageSchema,
    async run(ctx, session, { node: ref }) {
      leave(session, usageRoom((await getNodeFor(ctx, ref, 'container.read')).id));
      return null;
    },
  }),
];

async function enter(session: SocketSession, room: string, nodeId: string): Promise<void> {
  if (session.usage.size >= watchesPerTab && !session.usage.has(room)) throw new AppError('rate_limited');
  session.usage.set(room, nodeId);
  await session.socket.join(room);
}

function leave(session: SocketSession, room: string): void {
  session.usage.delete(room);
  void session.socket.leave(room);
}

/** Takes from a tab what it shows of nodes that its actor may no longer see. */
export async function reviewUsage(ctx: Ctx, session: SocketSession): Promise<void> {
  if (session.usage.size === 0) return;
  const readable = new Set(await listNodeIdsFor(ctx, 'container.read'));
  for (const [room, nodeId] of [...session.usage]) if (!readable.has(nodeId)) leave(session, room);
}

/**
 * Carries what containers use to those who watch it: from the first tab that does to the last. A sample is not queued for a tab that takes no
 * more: it would be old when it comes, and the next one is under way. @returns the function that ends it
 */
export function followUsage(io: RealtimeServer, { containerUsage }: Pick<Runtime, 'containerUsage'>): () => void {
  return followRooms(io, (room) => {
    const [, statsNode, containerId] = /^stats:([^:]+):([^:]+)$/.exec(room) ?? [];
    if (statsNode !== undefined && containerId !== undefined)
      return containerUsage.watchStats(statsNode, containerId, (now) => {
        // Only samples follow one another: how it ended is told once.
        const to = now.state === 'reading' ? io.to(room).volatile : io.to(room);
        to.emit('container:stats', now);
      });
    const [, usageNode] = /^usage:([^:]+)$/.exec(room) ?? [];
    if (usageNode === undefined) return null;
    return containerUsage.watchUsage(usageNode, (usage) => void io.to(room).volatile.emit('node:usage', usage));
  });
}

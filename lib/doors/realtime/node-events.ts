import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { listNodeIdsFor } from '@/lib/features/nodes/list-node-ids';
import type { Ctx } from '@/lib/core/runtime';
import { watchNodeSchema, watchNodesSchema } from '@/lib/shared/realtime';
import { type EventHandler, onEvent } from './on-event';
import { nodeRoom } from './rooms';
import type { SocketSession } from './socket-session';

function leaveUnlessWatched(session: SocketSession, nodeId: string): void {
  if (session.watched.has(nodeId) || session.watchedAll?.has(nodeId)) return;
  void session.socket.leave(nodeRoom(nodeId));
}

/**
 * Makes the rooms of a tab agree with what its actor may read now. Called when somebody's rights or the register changed.
 * @returns the nodes that are new to this tab.
 */
export async function reviewRooms(ctx: Ctx, session: SocketSession): Promise<string[]> {
  const readable = new Set(await listNodeIdsFor(ctx, 'node.read'));
  if (session.gone) return [];
  const before = session.watchedAll;
  if (before !== null) session.watchedAll = readable;
  for (const nodeId of new Set([...session.watched, ...(before ?? [])])) {
    if (!readable.has(nodeId)) session.watched.delete(nodeId);
    leaveUnlessWatched(session, nodeId);
  }
  for (const [id, follow] of [...session.follows]) {
    if (readable.has(follow.nodeId)) continue;
    session.follows.delete(id);
    follow.stop();
  }
  if (before === null) return [];
  const added = [...readable].filter((nodeId) => !before.has(nodeId));
  for (const nodeId of added) void session.socket.join(nodeRoom(nodeId));
  return added;
}

export const nodeEvents: EventHandler[] = [
  onEvent({
    name: 'node:watch',
    schema: watchNodeSchema,
    async run(ctx, session, input) {
      const node = await getNodeFor(ctx, input.node, 'node.read');
      session.watched.add(node.id);
      void session.socket.join(nodeRoom(node.id));
      return { nodeId: node.id, revision: ctx.fleet.status(node.id).revision };
    },
  }),
  onEvent({
    name: 'node:unwatch',
    schema: watchNodeSchema,
    async run(ctx, session, input) {
      const node = await getNodeFor(ctx, input.node, 'node.read');
      session.watched.delete(node.id);
      leaveUnlessWatched(session, node.id);
      return null;
    },
  }),
  onEvent({
    name: 'nodes:watch',
    schema: watchNodesSchema,
    async run(ctx, session) {
      session.watchedAll ??= new Set();
      await reviewRooms(ctx, session);
      return {
        nodes: [...(session.watchedAll ?? [])].map((nodeId) => ({ nodeId, revision: ctx.fleet.status(nodeId).revision })),
      };
    },
  }),
  onEvent({
    name: 'nodes:unwatch',
    schema: watchNodesSchema,
    run(_ctx, session) {
      const before = session.watchedAll ?? new Set<string>();
      session.watchedAll = null;
      for (const nodeId of before) leaveUnlessWatched(session, nodeId);
      return null;
    },
  }),
];

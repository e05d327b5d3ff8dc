import { getClass } from '@/lib/features/classes/classes';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { listNodeIdsFor } from '@/lib/features/nodes/list-node-ids';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { watchClassSchema, watchNodeSchema, type WatchedSet, watchNodesSchema } from '@/lib/shared/realtime';
import { type EventHandler, onEvent } from './on-event';
import { nodeRoom } from './rooms';
import type { SocketSession } from './socket-session';

/** The set of all nodes the actor may read; every other set is that of a class. */
const allNodes = 'all';

function leaveUnlessWatched(session: SocketSession, nodeId: string): void {
  if (session.watched.has(nodeId) || [...session.watchedSets.values()].some((set) => set.has(nodeId))) return;
  void session.socket.leave(nodeRoom(nodeId));
}

/** Who is in a set now; null when the actor may no longer see the class it is of. */
async function membersOf(ctx: Ctx, set: string): Promise<Set<string> | null> {
  if (set === allNodes) return new Set(await listNodeIdsFor(ctx, 'node.read'));
  if (!can(ctx.actor, 'class.read', { kind: 'class', id: set })) return null;
  return new Set(await listNodeIdsFor(ctx, 'node.read', { classId: set }));
}

async function watchSet(ctx: Ctx, session: SocketSession, set: string): Promise<WatchedSet> {
  // A set that is there already: what its members are is the review's to say, that two of them cannot overtake each other.
  if (!session.watchedSets.has(set)) session.watchedSets.set(set, new Set());
  await reviewRooms(ctx, session);
  return {
    nodes: [...(session.watchedSets.get(set) ?? [])].map((nodeId) => ({ nodeId, revision: ctx.fleet.status(nodeId).revision })),
  };
}

function unwatchSet(session: SocketSession, set: string): null {
  const before = session.watchedSets.get(set) ?? new Set<string>();
  session.watchedSets.delete(set);
  for (const nodeId of before) leaveUnlessWatched(session, nodeId);
  return null;
}

/**
 * Makes the rooms of a tab agree with what its actor may read now. Called when somebody's rights or the register changed.
 * @returns the nodes that are new to this tab.
 */
export async function reviewRooms(ctx: Ctx, session: SocketSession): Promise<string[]> {
  const readable = new Set(await listNodeIdsFor(ctx, 'node.read'));
  const now = await Promise.all([...session.watchedSets.keys()].map(async (set) => [set, await membersOf(ctx, set)] as const));
  if (session.gone) return [];
  const before = new Set([...session.watchedSets.values()].flatMap((set) => [...set]));
  for (const [set, members] of now) {
    // Meanwhile the page may have asked for it no longer.
    if (!session.watchedSets.has(set)) continue;
    if (members === null) session.watchedSets.delete(set);
    else session.watchedSets.set(set, members);
  }
  for (const nodeId of new Set([...session.watched, ...before])) {
    if (!readable.has(nodeId)) session.watched.delete(nodeId);
    leaveUnlessWatched(session, nodeId);
  }
  for (const [id, follow] of [...session.follows]) {
    if (readable.has(follow.nodeId)) continue;
    session.follows.delete(id);
    follow.stop();
  }
  const added = new Set([...session.watchedSets.values()].flatMap((set) => [...set]).filter((nodeId) => !before.has(nodeId)));
  for (const nodeId of added) void session.socket.join(nodeRoom(nodeId));
  return [...added];
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
    run: (ctx, session) => watchSet(ctx, session, allNodes),
  }),
  onEvent({
    name: 'nodes:unwatch',
    schema: watchNodesSchema,
    run: (_ctx, session) => unwatchSet(session, allNodes),
  }),
  onEvent({
    name: 'class:watch',
    schema: watchClassSchema,
    run: async (ctx, session, input) => watchSet(ctx, session, (await getClass(ctx, { classId: input.class })).id),
  }),
  onEvent({
    name: 'class:unwatch',
    schema: watchClassSchema,
    run: async (ctx, session, input) => unwatchSet(session, (await getClass(ctx, { classId: input.class })).id),
  }),
];

import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { askRegistry } from '@/lib/gateways/registry/ask';

/** The registry of a node's class, for the step that sets one up there. @param ctx who has it done, for the audit */
export function registryOfNode(ctx: Ctx, nodeId: string) {
  const { db, fleet, classRegistry } = ctx;
  const requireClass = async () => {
    const node = await db.node.findUnique({ where: { id: nodeId }, select: { class: true } });
    if (!node?.class) throw new AppError('not_found');
    return node.class;
  };
  return {
    isHere: async () => (await requireClass()).registryNodeId === nodeId,
    async answers() {
      const target = await classRegistry.of((await requireClass()).id);
      const answer = target && (await askRegistry(target, '/v2/').catch(() => null));
      return answer?.status === 200 || answer?.status === 401;
    },
    async moveHere() {
      const { id, registryUrl, registryNodeId, registrySignInSealed } = await requireClass();
      const store = async (data: Partial<Awaited<ReturnType<typeof requireClass>>>): Promise<void> => {
        await db.$transaction(async (tx) => {
          await tx.class.update({ where: { id }, data });
          const { registryNodeId: node = null, registryUrl: url = null } = data;
          await ctx.audit.did({ ...ctx, db: tx }, 'class.registry', `class:${id}`, { ...(node ? { node } : { url }) });
        });
        // This node's port is waited for; the other nodes follow when they can.
        await fleet.forward(nodeId, { review: true });
        classRegistry.review(id).catch((error: unknown) => ctx.log.error({ error, classId: id }, 'the nodes could not be told'));
      };
      if (registryNodeId !== nodeId) await store({ registryUrl: null, registryNodeId: nodeId, registrySignInSealed: null });
      return async () => {
        if (registryNodeId !== nodeId) await store({ registryUrl, registryNodeId, registrySignInSealed });
      };
    },
  };
}

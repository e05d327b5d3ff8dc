import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { type NodeState, nodeStateSchema } from '@/lib/shared/nodes';

export interface RegisterEntry {
  id: string;
  name: string;
  class: string | null;
  host: string;
  port: number;
  loginUser: string;
  state: NodeState;
  lastSeenAt: string | null;
}

/** The register as stored, for the command line: the state is the one the panel wrote last. @throws AppError `forbidden` */
export async function listRegister(ctx: Ctx): Promise<RegisterEntry[]> {
  if (ctx.actor.role !== 'admin') throw new AppError('forbidden');
  const rows = await ctx.db.node.findMany({ include: { class: { select: { name: true } } } });
  const { compare } = new Intl.Collator('en', { numeric: true });
  return rows
    .sort((a, b) => compare(a.class?.name ?? '', b.class?.name ?? '') || compare(a.name, b.name))
    .map(({ id, name, class: cls, host, port, loginUser, state, lastSeenAt }) => ({
      id,
      name,
      class: cls?.name ?? null,
      host,
      port,
      loginUser,
      state: nodeStateSchema.catch('unreachable').parse(state),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
    }));
}

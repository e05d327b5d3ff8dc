import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
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
  return rows
    .sort((a, b) => byName(a.class?.name ?? '', b.class?.name ?? '') || byName(a.name, b.name))
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

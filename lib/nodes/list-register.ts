import { AppError } from '@/lib/errors';
import type { Ctx } from '@/lib/runtime';
import { type NodeState, nodeStateSchema } from '@/lib/shared/nodes';

export interface RegisterEntry {
  id: string;
  name: string;
  host: string;
  port: number;
  loginUser: string;
  state: NodeState;
  lastSeenAt: string | null;
}

/** The register as stored, for the command line: the state is the one the panel wrote last. @throws AppError `forbidden` */
export async function listRegister(ctx: Ctx): Promise<RegisterEntry[]> {
  if (ctx.actor.role !== 'admin') throw new AppError('forbidden');
  const rows = await ctx.db.node.findMany();
  const { compare } = new Intl.Collator('en', { numeric: true });
  return rows
    .sort((a, b) => compare(a.name, b.name))
    .map(({ id, name, host, port, loginUser, state, lastSeenAt }) => ({
      id,
      name,
      host,
      port,
      loginUser,
      state: nodeStateSchema.catch('unreachable').parse(state),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
    }));
}

import { getClass } from '@/lib/features/classes/classes';
import { credentialContext, type NodeRow, openCredential } from '@/lib/fleet/node-row';
import { AppError } from '@/lib/core/errors';
import { can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import type { NodePasswordsDto } from '@/lib/shared/cards';

/**
 * The passwords of the nodes that students of a class have, as the panel stores them, for the cards of a class that shows them: its login
 * user's, and root's where it was given. What the panel does not have, or cannot open, is null. Each reading is in the audit log.
 * @throws AppError `not_found`, `class_closed`; `forbidden` where the class does not show them
 */
export async function readNodePasswords(ctx: Ctx, { classId }: { classId: string }): Promise<NodePasswordsDto> {
  const cls = await getClass(ctx, { classId });
  if (!can(ctx.actor, 'class.node-passwords', { kind: 'class', id: classId }))
    throw new AppError(cls.closedAt === null ? 'forbidden' : 'class_closed');
  if (!cls.nodePasswordsOnCards) throw new AppError('forbidden');
  const rows = await ctx.db.node.findMany({
    where: { classId, assignments: { some: { user: { role: 'student', disabledAt: null } } } },
    orderBy: { name: 'asc' },
  });
  await ctx.audit.did(ctx, 'class.node-passwords', `class:${classId}`, { nodes: rows.map(({ id }) => id) });
  return { items: rows.map((row) => ({ node: row.name, login: loginOf(ctx, row), root: rootOf(ctx, row) })) };
}

function loginOf({ keyring }: Ctx, row: NodeRow): string | null {
  try {
    const credential = openCredential(keyring, row);
    return credential.kind === 'password' ? credential.password : null;
  } catch {
    return null;
  }
}

function rootOf({ keyring }: Ctx, row: NodeRow): string | null {
  try {
    return row.rootPasswordSealed === null ? null : keyring.open(row.rootPasswordSealed, credentialContext(row, 'rootPassword'));
  } catch {
    return null;
  }
}

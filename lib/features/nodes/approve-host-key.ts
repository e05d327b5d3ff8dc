import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { ApproveHostKey, NodeDto } from '@/lib/shared/nodes';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { getNodeFor } from './get-node-for';
import type { NodeRow } from '@/lib/fleet/node-row';
import { getNode } from './nodes';

/**
 * Approves the key the node offered: the one whose fingerprint was looked at, and no other.
 * @throws AppError `host_key_mismatch` when the offered key is another one by now, `not_found`, `forbidden`
 */
export async function approveHostKey(ctx: Ctx, { node: ref, sha256 }: ApproveHostKey & { node: string }): Promise<NodeDto> {
  const row = await getNodeFor(ctx, ref, 'node.approve-host-key');
  await approveOffered(ctx, row, sha256);
  await ctx.fleet.reconnect(row.id);
  return getNode(ctx, { node: row.id });
}

/** Writes the approval and audits it; whoever calls has asked who may, and lets the node connect. @throws AppError `host_key_mismatch` */
export async function approveOffered(ctx: Ctx, row: NodeRow, sha256: string): Promise<void> {
  const offered = presentHostKey(row.offeredHostKey);
  if (offered?.sha256 !== sha256) throw new AppError('host_key_mismatch');
  await ctx.db.$transaction(async (tx) => {
    const approved = await tx.node.updateMany({
      // Compared again in the write: a key swapped in between is not approved, and none that was approved is replaced unseen.
      where: { id: row.id, offeredHostKey: row.offeredHostKey, hostKey: row.hostKey },
      data: { hostKey: row.offeredHostKey, offeredHostKey: null, updatedAt: ctx.now() },
    });
    if (approved.count === 0) throw new AppError('host_key_mismatch');
    const keys = { before: presentHostKey(row.hostKey), approved: offered };
    await ctx.audit.did({ ...ctx, db: tx }, 'node.approve-host-key', `node:${row.id}`, keys);
  });
}

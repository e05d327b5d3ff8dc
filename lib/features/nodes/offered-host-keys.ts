import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { List } from '@/lib/shared/common';
import { hostKeyCommand } from '@/lib/shared/host-key-command';
import type { ApprovedHostKeyDto, ApproveHostKeys, OfferedKeyDto } from '@/lib/shared/node-import';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { classFor } from './class-defaults';
import { getNodeFor, nodeWithAssignees } from './get-node-for';
import { approveOffered } from './approve-host-key';

/** The host keys of a class that wait for somebody to compare them, by the names of the nodes. @throws AppError `not_found` */
export async function listHostKeys(ctx: Ctx, { classId }: { classId: string }): Promise<List<OfferedKeyDto>> {
  await classFor(ctx, classId, 'node.import');
  const rows = await ctx.db.node.findMany({ where: { classId, offeredHostKey: { not: null } }, include: nodeWithAssignees });
  const items = rows.flatMap((row) => {
    const offered = presentHostKey(row.offeredHostKey);
    if (!offered) return [];
    return [
      {
        node: row.id,
        name: row.name,
        host: row.host,
        port: row.port,
        offered,
        approved: presentHostKey(row.hostKey),
        command: hostKeyCommand(offered.type),
      },
    ];
  });
  return { items: items.sort((a, b) => byName(a.name, b.name)) };
}

/**
 * Approves many first keys, each named by the fingerprint that was looked at and compared once more in the write. A key that replaces an
 * approved one is not among them: that is done at the node, one at a time. One that is refused does not hold up the others.
 * @throws AppError `not_found` for a class the actor may not import into
 */
export async function approveHostKeys(
  ctx: Ctx,
  { classId, keys }: ApproveHostKeys & { classId: string },
): Promise<List<ApprovedHostKeyDto>> {
  await classFor(ctx, classId, 'node.import');
  const items: ApprovedHostKeyDto[] = [];
  for (const { node, sha256 } of keys) items.push({ node, outcome: await approveFirst(ctx, classId, node, sha256) });
  // Not awaited: the nodes are reached as the gate lets them.
  for (const { node, outcome } of items) if (outcome === 'approved') ctx.bus.publish('node.updated', { nodeId: node });
  return { items };
}

async function approveFirst(ctx: Ctx, classId: string, node: string, sha256: string): Promise<ApprovedHostKeyDto['outcome']> {
  try {
    const row = await getNodeFor(ctx, node, 'node.approve-host-key');
    if (row.classId !== classId) return 'not_found';
    if (row.hostKey !== null) return presentHostKey(row.hostKey)?.sha256 === sha256 ? 'approved' : 'host_key_changed';
    await approveOffered(ctx, row, sha256);
    return 'approved';
  } catch (error) {
    if (isAppError(error) && error.code === 'host_key_mismatch') return 'host_key_mismatch';
    if (isAppError(error) && (error.code === 'not_found' || error.code === 'forbidden')) return 'not_found';
    throw error;
  }
}

import type { Node } from '@prisma/client';
import type { Db } from '@/lib/gateways/db/db';
import { AppError } from '@/lib/core/errors';
import { byName } from '@/lib/shared/by-name';
import { ambiguous, nodeByRef } from './get-node-for';

/**
 * The nodes of a class, or of the register where `classId` is null, that are named by id, name or `class/node`; all of them without
 * names. By name; whoever calls has asked who may.
 * @throws AppError `invalid_input` that names what is not there, `node_ambiguous` where a name is several nodes'
 */
export async function chooseNodes(db: Db, classId: string | null, refs: string[] | undefined): Promise<Node[]> {
  const rows = await db.node.findMany({
    where: { ...(classId !== null && { classId }), ...(refs && { OR: refs.map(nodeByRef) }) },
    include: { class: { select: { name: true } } },
  });
  const found = (ref: string) => {
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    const cls = ref.includes('/') ? ref.slice(0, ref.lastIndexOf('/')) : null;
    const byId = rows.filter((row) => row.id === ref);
    const fits = (row: (typeof rows)[number]) => cls === null || row.class?.name === cls || row.classId === cls;
    return byId.length > 0 ? byId : rows.filter((row) => row.name === name && fits(row));
  };
  const unknown = (refs ?? []).filter((ref) => found(ref).length === 0);
  if (unknown.length > 0) {
    const detail = unknown.join(', ');
    throw new AppError('invalid_input', { detail, fieldErrors: [{ path: 'nodes', message: detail }] });
  }
  for (const ref of refs ?? []) {
    const several = found(ref);
    if (several.length > 1) throw ambiguous(ref, several);
  }
  return rows.sort((a, b) => byName(a.class?.name ?? '', b.class?.name ?? '') || byName(a.name, b.name));
}

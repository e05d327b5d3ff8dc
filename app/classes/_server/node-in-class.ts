import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { getNode } from '@/lib/features/nodes/nodes';
import { idSchema } from '@/lib/shared/common';

/** The node that an address asks for; null where it asks for none, or for one that is not in this class or not the reader's. */
export async function nodeInClass(
  ctx: Ctx,
  classId: string,
  asked: string | string[] | undefined,
): Promise<{ id: string; name: string } | null> {
  const id = idSchema.safeParse(asked);
  if (!id.success) return null;
  const node = await getNode(ctx, { node: id.data }).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') return null;
    throw error;
  });
  return node && node.classId === classId ? { id: node.id, name: node.name } : null;
}

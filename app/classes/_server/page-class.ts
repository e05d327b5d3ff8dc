import { isAppError } from '@/lib/core/errors';
import { getClass } from '@/lib/features/classes/classes';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassDto } from '@/lib/shared/accounts';
import { idSchema } from '@/lib/shared/common';

/** The class a page's address names; null when there is none for this reader. */
export async function pageClass(ctx: Ctx, id: string): Promise<ClassDto | null> {
  if (!idSchema.safeParse(id).success) return null;
  return getClass(ctx, { classId: id }).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') return null;
    throw error;
  });
}

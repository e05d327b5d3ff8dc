import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { AuditAction } from '@/lib/features/audit/audit-actions';
import { containerOf } from '@/lib/shared/container-of';
import type { ContainerDto } from '@/lib/shared/containers';

/** A container of a node, each as a route names it. */
export interface ContainerRef {
  node: string;
  container: string;
}

/** By id, name, or the beginning of an id. @throws AppError `container_not_found` */
export function findContainer(items: ContainerDto[], container: string): ContainerDto {
  const found = containerOf(items, container);
  if (!found) throw new AppError('container_not_found', { params: { container } });
  return found;
}

/** One line of the audit log about a container. */
export async function auditContainer(
  ctx: Ctx,
  action: AuditAction,
  nodeId: string,
  container: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await ctx.audit.did(ctx, action, `container:${nodeId}/${container}`, detail);
}

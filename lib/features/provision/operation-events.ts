import type { AuditAction } from '@/lib/features/audit/audit-actions';
import type { Ctx } from '@/lib/core/runtime';
import type { OperationRow } from './operation-row';

/** Publishes that the operation itself changed, for the rooms of all its nodes and for whoever began it. */
export function publishOperation(ctx: Ctx, { id: operationId, jobs, createdBy }: OperationRow): void {
  const nodeIds = [...new Set(jobs.map((job) => job.nodeId))];
  ctx.bus.publish('operation.changed', { operationId, nodeIds, createdById: createdBy?.id ?? null });
}

/** Audits what somebody did with an operation. @param id the operation's */
export function auditOperation(ctx: Ctx, action: AuditAction, id: string, detail: Record<string, unknown>): Promise<void> {
  return ctx.audit.did(ctx, action, `operation:${id}`, detail);
}

import type { AuditAction } from '@/lib/features/audit/audit-actions';
import type { Ctx } from '@/lib/core/runtime';
import type { OperationRow } from './operation-row';

/** Publishes that the operation changed, for the rooms of all its nodes. */
export function publishOperation(ctx: Ctx, row: OperationRow): void {
  ctx.bus.publish('operation.changed', { operationId: row.id, nodeIds: [...new Set(row.jobs.map((job) => job.nodeId))] });
}

/** Audits what somebody did with an operation. @param id the operation's */
export function auditOperation(ctx: Ctx, action: AuditAction, id: string, detail: Record<string, unknown>): Promise<void> {
  return ctx.audit.did(ctx, action, `operation:${id}`, detail);
}

import type { Key } from '@/lib/shared/api';
import type { Audit } from '@/lib/features/audit/audit';
import type { AuditAction } from '@/lib/features/audit/audit-actions';
import { isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { auditedAs, auditTarget } from './audited-as';
import type { Call } from './route';

/** What the policy answers: the rest of the table says how things are, not who may. */
const refusals: readonly ErrorCode[] = ['forbidden', 'not_found', 'container_privilege'];

interface Asked {
  params: Record<string, unknown>;
  query: unknown;
  body: unknown;
  changes: boolean;
}

/**
 * Carries out one request under the audit: a change has its line before it begins, and of what only reads a refusal has one. Nothing is
 * changed when that line cannot be stored.
 * @param work gets the audit that its feature is to use
 */
export async function withAudit<T>(
  key: Key | 'unknown',
  call: Call,
  asked: Asked,
  work: (audit: Audit) => Promise<T>,
): Promise<T> {
  const { audit } = call.runtime;
  const entry = entryOf(key, call, asked.params);
  if (entry === null || !call.actor) return work(audit);
  const { role } = call.actor;
  if (!asked.changes || (key !== 'unknown' && auditedAs[key]?.[2] === 'reads')) return readUnderAudit(audit, entry, work);
  const intent = await audit.begin(entry, role === 'student' ? 'other' : 'staff');
  try {
    const result = await work(intent.audit);
    if (isDryRun(asked.body) || isDryRun(asked.query)) await intent.discard();
    await intent.settle('allowed');
    return result;
  } catch (error) {
    const code = isAppError(error) ? error.code : 'internal';
    // The answer is about what went wrong first, not about its line, which still says that it was begun.
    await intent.settle(refusals.includes(code) ? 'refused' : 'failed', { code }).catch(() => {});
    throw error;
  }
}

/** What is decided before the body is read: only a refusal has a line, since nothing has begun. */
export async function auditDecision<T>(
  key: Key | 'unknown',
  call: Call,
  params: Record<string, unknown>,
  work: (audit: Audit) => Promise<T>,
): Promise<T> {
  const entry = entryOf(key, call, params);
  return entry === null ? work(call.runtime.audit) : readUnderAudit(call.runtime.audit, entry, work);
}

function entryOf(key: Key | 'unknown', { actor, address }: Call, params: Record<string, unknown>) {
  const line = key === 'unknown' ? null : auditedAs[key];
  if (line === null || !actor) return null;
  const { id, name } = actor;
  return { actorId: id, actorName: name, action: line[0], target: auditTarget(line[1], { ...params, me: id }), address };
}

async function readUnderAudit<T>(
  audit: Audit,
  entry: Parameters<Audit['refused']>[0],
  work: (audit: Audit) => Promise<T>,
): Promise<T> {
  let said = false;
  const heard: Audit = {
    ...audit,
    async record(record) {
      said = true;
      await audit.record(record);
    },
  };
  try {
    return await work(heard);
  } catch (error) {
    if (!said && isAppError(error) && refusals.includes(error.code))
      await audit.refused({ ...entry, detail: { code: error.code } });
    throw error;
  }
}

/** Refused before anything was read of the request. */
export async function auditRefusal(call: Call, action: AuditAction, code: ErrorCode): Promise<void> {
  await call.runtime.audit.refused({
    actorId: call.actor?.id ?? null,
    actorName: call.actor?.name ?? null,
    action,
    target: null,
    detail: { code },
    address: call.address,
  });
}

function isDryRun(asked: unknown): boolean {
  return typeof asked === 'object' && asked !== null && (asked as { dryRun?: unknown }).dryRun === true;
}

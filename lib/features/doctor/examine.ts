import { mapLimited } from '@/lib/core/async/limit';
import { AppError, isAppError } from '@/lib/core/errors';
import type { DoctorFinding, FindingId } from '@/lib/shared/doctor';
import { findingIds } from '@/lib/shared/doctor-light';
import { printable } from '@/lib/gateways/ssh/printable';
import type { Check, Conclusion, Subject } from './check';
import { checks } from './checks';

/** So many questions at once to one node: its sshd takes ten sessions, and the terminals of a class are among them. */
const atOnce = 3;
const evidenceMaxChars = 400;

/** No way to be root was there, or the one there was is refused: nothing to hold against the finding. */
const withoutRoot: ReadonlySet<string> = new Set([
  'root_unavailable',
  'root_password_wrong',
  'su_not_allowed',
  'sudo_refused',
  'root_locked',
]);

/** Asks everything there is to ask, and tells each finding when it is found. Never throws. */
export async function examine(subject: Subject, found: (finding: DoctorFinding) => void): Promise<DoctorFinding[]> {
  const findings = new Map<FindingId, DoctorFinding>();
  await mapLimited(checks, atOnce, async (check) => {
    const finding = await examineOne(check, subject);
    findings.set(check.id, finding);
    found(finding);
  });
  return findingIds.flatMap((id) => findings.get(id) ?? []);
}

async function examineOne(check: Check, subject: Subject): Promise<DoctorFinding> {
  if (check.needs !== 'nothing' && subject.about.connectedAs === null)
    return present(check.id, { state: 'skipped', reason: 'not_reached' });
  try {
    return present(check.id, await check.examine(subject));
  } catch (error) {
    return present(check.id, failed(error));
  }
}

/** An examination that failed says nothing about the node: unknown, with what went wrong. */
function failed(error: unknown): Conclusion {
  const known = isAppError(error) ? error : new AppError('internal', { detail: (error as Error).message });
  const evidence = [known.code === 'internal' ? null : known.code, known.detail].filter(Boolean).join(': ') || null;
  // The login shell has a finding of its own.
  if (known.code.startsWith('shell_') || known.code === 'password_expired')
    return { state: 'skipped', reason: 'not_reached', evidence };
  if (withoutRoot.has(known.code)) return { state: 'unknown', reason: 'needs_root', evidence, fix: { kind: 'root_login' } };
  return { state: 'unknown', reason: 'check_failed', evidence };
}

function present(id: FindingId, { state, reason, params = {}, evidence = null, fix = null }: Conclusion): DoctorFinding {
  const shown = Object.entries(params).map(
    ([name, value]) => [name, typeof value === 'string' ? printable(value, 200) : value] as const,
  );
  return {
    id,
    state,
    reason,
    params: Object.fromEntries(shown),
    evidence: evidence === null || evidence === '' ? null : printable(evidence, evidenceMaxChars),
    fix,
  };
}

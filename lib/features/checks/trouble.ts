import { isAppError } from '@/lib/core/errors';
import type { CheckCause } from '@/lib/shared/check-reasons';
import type { ErrorCode } from '@/lib/shared/error-codes';

/** Stands in the place of facts that could not be had: whatever is concluded of it is `errored`. */
export interface Trouble {
  trouble: CheckCause;
  detail?: string;
}

export const troubled = (trouble: CheckCause, detail?: string): Trouble => ({ trouble, ...(detail && { detail }) });

export function isTrouble(facts: unknown): facts is Trouble {
  return typeof facts === 'object' && facts !== null && typeof (facts as { trouble?: unknown }).trouble === 'string';
}

const causes: Partial<Record<ErrorCode, CheckCause>> = {
  node_deadline: 'deadline',
  shell_slow: 'deadline',
  shell_in_the_way: 'shell_altered',
  shell_altered: 'shell_altered',
  docker_missing: 'engine_down',
  docker_denied: 'engine_down',
  docker_down: 'engine_down',
  docker_elsewhere: 'engine_down',
  docker_error: 'engine_down',
  docker_answer_malformed: 'engine_down',
  docker_answer_too_large: 'output_limit',
  root_unavailable: 'root_needed',
  root_password_wrong: 'root_needed',
  root_locked: 'root_needed',
  su_not_allowed: 'root_needed',
  sudo_refused: 'root_needed',
  registry_unreachable: 'registry_down',
  registry_error: 'registry_down',
  registry_login_needed: 'registry_down',
  registry_credentials_wrong: 'registry_down',
  registry_rate_limited: 'registry_down',
  node_unreachable: 'node_away',
  node_lost: 'node_away',
  node_refused: 'node_away',
  host_key_changed: 'node_away',
  host_key_unverified: 'node_away',
  ssh_auth_failed: 'node_away',
  ssh_channel_refused: 'node_away',
  ssh_throttled: 'node_away',
  address_unknown: 'node_away',
  credential_unreadable: 'node_away',
  password_expired: 'node_away',
  account_expired: 'node_away',
  cancelled: 'node_away',
  shutting_down: 'node_away',
};

/** What a question that failed says: never that the student has not done it. */
export function troubleOf(error: unknown): Trouble {
  if (!isAppError(error)) return troubled('unreadable', error instanceof Error ? error.message.slice(0, 300) : undefined);
  // What the framed reader says of a command that printed more than it may (lib/gateways/ssh/run-framed.ts).
  if (error.code === 'node_deadline' && /^more than \d+ bytes/.test(error.detail ?? ''))
    return troubled('output_limit', error.detail);
  return troubled(causes[error.code] ?? 'unreadable', error.detail ?? error.code);
}

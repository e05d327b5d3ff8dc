import { isAppError } from '@/lib/core/errors';

/** Whether a removal failed because what it was to remove is gone, whoever was quicker. */
export function isGone(error: unknown): boolean {
  if (!isAppError(error)) return false;
  // For networks there is no code of their own; Docker says "no such volume".
  return error.code.endsWith('_not_found') || (/not_found|docker_error/.test(error.code) && /no such/i.test(error.detail ?? ''));
}

import { isAppError } from '@/lib/core/errors';

/** Whether a removal failed because what it was to remove is gone, whoever was quicker. */
export function isGone(error: unknown): boolean {
  return isAppError(error) && error.code.endsWith('_not_found');
}

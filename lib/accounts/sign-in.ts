import { AppError } from '@/lib/errors';
import { createRateLimits } from '@/lib/rate-limits';
import type { Runtime } from '@/lib/runtime';
import { isPassword } from './passwords';

/**
 * Checks an address and a password.
 * @returns what goes into the session. @throws AppError `sign_in_failed` alike for an unknown account and a wrong password,
 *   `account_disabled` only with the right password, `rate_limited`
 */
export async function signIn(
  runtime: Runtime,
  { email, password, address }: { email: string; password: string; address: string | null },
): Promise<{ userId: string; sessionEpoch: number; name: string; email: string }> {
  runtime.rates ??= createRateLimits();
  const normalised = email.trim().toLowerCase();
  await runtime.rates.take('account', normalised);
  await runtime.rates.take('signIn', address ?? 'unknown');
  const user = await runtime.db.user.findUnique({ where: { email: normalised } });
  const right = await isPassword(user?.passwordHash ?? null, password);
  const disabled = user?.disabledAt !== null && user !== null;
  await runtime.audit.record({
    actorId: user?.id ?? null,
    actorName: user?.name ?? null,
    action: 'sign-in',
    target: user ? `user:${user.id}` : null,
    outcome: right && !disabled ? 'allowed' : 'refused',
    address,
  });
  if (!user || !right) throw new AppError('sign_in_failed');
  if (disabled) throw new AppError('account_disabled');
  return { userId: user.id, sessionEpoch: user.sessionEpoch, name: user.name, email: user.email };
}

import { accountAddress } from '@/lib/shared/account-name';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Budget, RateLimits } from '@/lib/core/rate-limits';
import type { Runtime } from '@/lib/core/runtime';
import type { KnownDevice } from './known-device';
import { isPassword } from './passwords';
import { type SessionOrigin, startSession } from './session';

interface SignIn extends SessionOrigin {
  email: string;
  password: string;
  /** The browser, when somebody has signed in on it before. */
  device: KnownDevice | null;
}

/** Whose session has begun, and its text for the cookie. */
export interface SignedIn {
  userId: string;
  name: string;
  email: string;
  sid: string;
}

/**
 * Checks an address, or a student number that is an account, and a password, and begins a session. Wrong passwords are counted by who tries, never by the account alone: nobody
 * can keep its owner out. On a device where the account has signed in before they are counted apart from everybody else's.
 * @throws AppError `sign_in_failed` alike for an unknown account and a wrong password, `account_disabled` only with the right
 *   password, `rate_limited`. Each is in the audit, the same again as a count.
 */
export async function signIn(runtime: Runtime, { email, password, device, ...from }: SignIn): Promise<SignedIn> {
  const { rates } = runtime;
  const account = accountAddress(email);
  const user = await runtime.db.user.findUnique({ where: { email: account } });
  const line = {
    actorId: user?.id ?? null,
    actorName: user?.name ?? null,
    action: 'sign-in',
    target: user ? `user:${user.id}` : null,
    address: from.address,
  } as const;
  const known = user !== null && device?.userIds.includes(user.id) ? device : null;
  const wrong = budgetsOf(account, from.address, known);
  try {
    await rates.take('signIn', known ? `device ${known.id}` : (from.address ?? 'unknown'));
    await takeAll(rates, wrong);
  } catch (error) {
    if (isAppError(error)) await runtime.audit.refused({ ...line, detail: { code: error.code } });
    throw error;
  }
  const right = await isPassword(user?.passwordHash ?? null, password);
  if (!user || !right) {
    await runtime.audit.refused({ ...line, detail: { code: 'sign_in_failed' } });
    throw new AppError('sign_in_failed');
  }
  for (const [budget, key] of wrong) await rates.giveBack(budget, key);
  if (user.disabledAt !== null) {
    await runtime.audit.refused({ ...line, detail: { code: 'account_disabled' } });
    throw new AppError('account_disabled');
  }
  // Before the session: what must be audited does not happen unaudited.
  await runtime.audit.record({ ...line, outcome: 'allowed' });
  const sid = await startSession(runtime, { id: user.id, epoch: user.sessionEpoch }, from);
  return { userId: user.id, name: user.name, email: user.email, sid };
}

type Counted = ReadonlyArray<readonly [Budget, string]>;

function budgetsOf(account: string, address: string | null, device: KnownDevice | null): Counted {
  if (device) return [['wrongDevice', `${account} ${device.id}`]];
  const from = address ?? 'unknown';
  return [
    ['wrongHere', `${account} ${from}`],
    ['wrongAddress', from],
  ];
}

/** Counted before the password is looked at: of a hundred at once only as many are looked at as the budget has. */
async function takeAll(rates: RateLimits, counted: Counted): Promise<void> {
  for (const [budget, key] of counted) await rates.take(budget, key);
}

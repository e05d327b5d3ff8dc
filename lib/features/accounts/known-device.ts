import { randomBytes } from 'node:crypto';
import { parse } from 'cookie';
import { decode, encode } from 'next-auth/jwt';
import type { Runtime } from '@/lib/core/runtime';

/** Sets these cookies' key apart from that of sessions (HKDF, `next-auth/jwt`). */
const salt = 'known-device';
/** A year: whoever has not signed in on a device for longer is a stranger to it. */
export const deviceMaxAgeSeconds = 365 * 24 * 60 * 60;
/** A classroom's computer sees many; the last ones are remembered. */
const accountsPerDevice = 12;

/** A browser on which somebody has signed in before. */
export interface KnownDevice {
  id: string;
  /** Accounts that have signed in here, the newest first. */
  userIds: string[];
}

type Keys = Pick<Runtime, 'env' | 'authSecret' | 'log'>;

export function deviceCookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-berth.device' : 'berth.device';
}

/** What the browser says it is, when we have said so before; null otherwise. Gives no right, only a budget of its own. */
export async function readDevice(runtime: Keys, cookieHeader: string | null): Promise<KnownDevice | null> {
  const token = parse(cookieHeader ?? '')[deviceCookieName(runtime.env.origin)];
  if (!token) return null;
  try {
    const claims = await decode({ token, secret: runtime.authSecret, salt });
    const { device, users } = claims ?? {};
    if (typeof device !== 'string' || !Array.isArray(users)) return null;
    return { id: device, userIds: users.filter((id): id is string => typeof id === 'string') };
  } catch (error) {
    runtime.log.debug({ error }, 'a device cookie could not be read');
    return null;
  }
}

/** The value of the cookie after somebody has signed in on it. */
export function deviceCookieValue(runtime: Keys, device: KnownDevice | null, userId: string): Promise<string> {
  const users = [userId, ...(device?.userIds ?? []).filter((id) => id !== userId)].slice(0, accountsPerDevice);
  const token = { device: device?.id ?? randomBytes(16).toString('base64url'), users };
  return encode({ token, secret: runtime.authSecret, salt, maxAge: deviceMaxAgeSeconds });
}

import { parse } from 'cookie';
import { decode } from 'next-auth/jwt';
import type { Actor } from '@/lib/policy/policy';
import type { Runtime } from '@/lib/runtime';
import { loadActor } from './actor';

/** `__Host-` binds the cookie to this very host over https (RFC 6265bis 4.1.3.2); browsers refuse it on plain http. */
export function sessionCookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-berth.session' : 'berth.session';
}

/**
 * Who sent these cookies, looked up anew. Null on anything odd: an authentication that fails never answers something truthy.
 */
export async function actorFromCookies(runtime: Runtime, cookieHeader: string | undefined): Promise<Actor | null> {
  if (!cookieHeader) return null;
  try {
    const token = joinChunks(parse(cookieHeader), sessionCookieName(runtime.env.origin));
    const session = token ? await decode({ token, secret: runtime.authSecret }) : null;
    if (typeof session?.userId !== 'string' || typeof session.sessionEpoch !== 'number') return null;
    return await loadActor(runtime, session.userId, session.sessionEpoch);
  } catch (error) {
    runtime.log.debug({ error }, 'a session cookie could not be read');
    return null;
  }
}

/** next-auth cuts a long cookie into `name.0`, `name.1` … */
function joinChunks(cookies: Record<string, string | undefined>, name: string): string {
  if (cookies[name]) return cookies[name];
  let text = '';
  for (let i = 0; cookies[`${name}.${i}`] && i < 8; i++) text += cookies[`${name}.${i}`];
  return text;
}

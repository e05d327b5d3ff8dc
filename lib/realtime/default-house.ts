import { loadActor } from '@/lib/accounts/actor';
import { actorFromCookies } from '@/lib/accounts/session';
import type { Runtime } from '@/lib/runtime';
import type { House } from './house';

/** The accounts of this panel. */
export function defaultHouse(runtime: Runtime): House {
  return {
    authenticate: (cookieHeader) => actorFromCookies(runtime, cookieHeader),
    loadActor: (userId) => loadActor(runtime, userId, null),
  };
}

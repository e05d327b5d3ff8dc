import { loadActor } from '@/lib/features/accounts/actor';
import { actorFromCookies, hasLiveSession } from '@/lib/features/accounts/session';
import type { Runtime } from '@/lib/core/runtime';
import type { House } from './house';

/** The accounts of this panel. */
export function defaultHouse(runtime: Runtime): House {
  return {
    authenticate: (cookieHeader, asked) => actorFromCookies(runtime, cookieHeader, { seen: asked }),
    loadActor: async (userId) => ((await hasLiveSession(runtime, userId)) ? loadActor(runtime, userId) : null),
  };
}

import { loadActor } from '@/lib/features/accounts/actor';
import { actorFromCookies, actorsFromCookies, hasLiveSession } from '@/lib/features/accounts/session';
import type { Runtime } from '@/lib/core/runtime';
import type { AccountsPort } from './accounts-port';

/** The accounts of this panel. */
export function panelAccounts(runtime: Runtime): AccountsPort {
  return {
    authenticate: (cookieHeader) => actorFromCookies(runtime, cookieHeader),
    authenticateAll: (cookieHeaders) => actorsFromCookies(runtime, cookieHeaders),
    loadActor: async (userId) => ((await hasLiveSession(runtime, userId)) ? loadActor(runtime, userId) : null),
  };
}

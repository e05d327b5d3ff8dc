import type { Actor } from '@/lib/core/policy/policy';

/** What this door asks about accounts; given by `attachRealtime`, replaced in tests. */
export interface AccountsPort {
  /** Whose session this Cookie header carries, who asks for something now; null when nobody's, or no longer. */
  authenticate(cookieHeader: string | undefined): Promise<Actor | null>;
  /** The same of many, in their order, as a check by the panel itself: a tab nobody uses does not keep its session. */
  authenticateAll(cookieHeaders: ReadonlyArray<string | undefined>): Promise<Array<Actor | null>>;
  /** The account as it is now; null when it is gone or disabled, or nobody is signed in to it any longer. */
  loadActor(userId: string): Promise<Actor | null>;
}

import type { Actor } from '@/lib/policy/policy';

/** What this door asks the house about people; given by `attachRealtime`, replaced in tests. */
export interface House {
  /** Whose session this Cookie header carries; null when nobody's, or no longer. */
  authenticate(cookieHeader: string | undefined): Promise<Actor | null>;
  /** The account as it is now; null when it is gone or disabled. */
  loadActor(userId: string): Promise<Actor | null>;
}

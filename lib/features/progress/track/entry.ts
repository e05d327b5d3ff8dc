import type { Ctx } from '@/lib/core/runtime';
import type { Learner } from '../learner';
import type { TrackItem } from '@/lib/shared/track';

type Without<T> = T extends unknown ? Omit<T, 'title' | 'at'> : never;
/** An item before it has its title. `at` in ms since 1970, by the panel's clock. */
export type Entry = Without<TrackItem> & { at: number };

/** What the sources of a track read. */
export interface TrackOf {
  ctx: Pick<Ctx, 'db' | 'deedLog' | 'locale'>;
  learner: Learner;
  /** Only what is older, ms since 1970; null: from the newest on. */
  before: number | null;
  /** As many of each source as may be on the page. */
  take: number;
}

/** The part of a query that narrows it to the page. */
export const pageOf = ({ learner: { classId, userId }, before, take }: TrackOf) => ({
  where: { classId, userId, ...(before !== null && { at: { lt: new Date(before) } }) },
  orderBy: { at: 'desc' as const },
  take,
});

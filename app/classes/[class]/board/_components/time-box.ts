import type { StaffHandDto } from '@/lib/shared/class-help';

/** A helper is reminded after so long with one student. */
const boxMs = 5 * 60_000;

/** Whole minutes that somebody has been helping, once these are too many; null before. @param now null while it is not known */
export function overTime(
  { claimedBy, claimedAt }: Pick<StaffHandDto, 'claimedBy' | 'claimedAt'>,
  now: number | null,
): number | null {
  if (claimedBy === null || claimedAt === null || now === null) return null;
  const ms = now - Date.parse(claimedAt);
  return ms < boxMs ? null : Math.floor(ms / 60_000);
}

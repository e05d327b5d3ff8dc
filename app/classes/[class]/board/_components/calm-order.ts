/** Rows change their places at most so often, ms: a list that moves all the time cannot be read. */
export const calmMs = 5_000;

interface Asked {
  /** The ids as they stand now. */
  shown: readonly string[];
  /** The ids as they should stand. */
  wanted: readonly string[];
  /** When their places last changed, and now; ms by one clock. */
  changedAt: number;
  now: number;
  /** A pointer is over the rows, or the keyboard is in them: what is about to be pressed must not move away. */
  isHeld: boolean;
}

/**
 * The order to show. Who left goes at once and who came is added at the end; the others keep their places while they are held, and until
 * the pause is over.
 * @returns `shown` itself where nothing changes; `moved` when places changed, which begins another pause
 */
export function calmOrder({ shown, wanted, changedAt, now, isHeld }: Asked): { order: readonly string[]; moved: boolean } {
  if (shown.length === 0) return { order: wanted, moved: wanted.length > 0 };
  const isSame = shown.length === wanted.length && shown.every((id, index) => id === wanted[index]);
  if (isSame) return { order: shown, moved: false };
  if (!isHeld && now - changedAt >= calmMs) return { order: wanted, moved: true };
  const present = new Set(wanted);
  const known = new Set(shown);
  const kept = shown.filter((id) => present.has(id));
  const came = wanted.filter((id) => !known.has(id));
  if (kept.length === shown.length && came.length === 0) return { order: shown, moved: false };
  return { order: [...kept, ...came], moved: false };
}

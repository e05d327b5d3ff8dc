/** The lesson's part of the width, percent. What is narrower than can be read is held off by the style sheet besides. */
export const splitRange = { min: 24, max: 70, first: 42 } as const;
const step = 2;
const page = 10;

/** @returns a whole percentage within the range */
export const clampSplit = (percent: number): number => Math.round(Math.min(splitRange.max, Math.max(splitRange.min, percent)));

/** Where a key moves the divider to; null: not one of its keys (window splitter, ARIA Authoring Practices). */
export function splitAfterKey(key: string, now: number): number | null {
  const moves: Record<string, number> = {
    ArrowLeft: now - step,
    ArrowRight: now + step,
    PageUp: now - page,
    PageDown: now + page,
    Home: splitRange.min,
    End: splitRange.max,
    Enter: splitRange.first,
  };
  const to = moves[key];
  return to === undefined ? null : clampSplit(to);
}

const storageKey = (userId: string): string => `berth-lesson-width-${userId}`;

/** What this user chose in this browser. */
export function readSplit(userId: string): number {
  try {
    const stored = Number(localStorage.getItem(storageKey(userId)) ?? Number.NaN);
    return Number.isFinite(stored) ? clampSplit(stored) : splitRange.first;
  } catch {
    return splitRange.first;
  }
}

/** Kept for the next time. */
export function writeSplit(userId: string, percent: number): void {
  try {
    localStorage.setItem(storageKey(userId), String(clampSplit(percent)));
  } catch {
    // No storage: for this page only.
  }
}

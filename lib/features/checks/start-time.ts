import type { LessonStart } from './kind';

/** When the lesson began by the node's clock, ms since 1970; null where the node did not say. */
export function startMs(start: LessonStart): number | null {
  if (start.eventsSince !== null) return Number(BigInt(start.eventsSince) / 1_000_000n);
  return start.nodeAt;
}

/** What was there when the lesson began does not count, where a check does not say otherwise. */
export const isFresh = (spec: { fresh?: boolean | undefined }): boolean => spec.fresh !== false;

/** Where a program of a jail lies on the node. */
export const jailedPath = (jail: string, program: string): string => `${jail.replace(/\/+$/, '')}${program}`;

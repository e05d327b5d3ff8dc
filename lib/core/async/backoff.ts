/**
 * Pauses between tries: full jitter over a doubling ceiling, so that a room of nodes coming back does not knock all at once
 * (AWS Architecture Blog, "Exponential Backoff And Jitter").
 * @param attempt 0 for the first pause. @param random in [0, 1).
 * @returns ms, at least a quarter of a second.
 */
export function backoffMs(attempt: number, random: number, baseMs = 1_000, maxMs = 60_000): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 16));
  return Math.max(250, Math.floor(random * ceiling));
}

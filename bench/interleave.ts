/** One side of a comparison: makes one call and waits for its answer. What it returns puts things back, outside the measured time. */
export type Sample = () => Promise<void | (() => Promise<void>)>;

export interface Sides {
  ours: number[];
  peer: number[];
}

/**
 * Measures two sides in blocks, ours–peer–peer–ours: what drifts on the machine meanwhile falls on both alike. The first calls
 * of each block are thrown away.
 * @param samples calls a block, after the warm-up.
 * @param rounds how often the four blocks are gone through: the shorter a block, the less may drift within it.
 * @returns durations in ms.
 */
export async function measureInterleaved(
  ours: Sample,
  peer: Sample,
  samples: number,
  warmUp: number,
  rounds = 1,
): Promise<Sides> {
  const result: Sides = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round++)
    for (const side of ['ours', 'peer', 'peer', 'ours'] as const) {
      const call = side === 'ours' ? ours : peer;
      for (let i = 0; i < warmUp; i++) await timed(call);
      for (let i = 0; i < samples; i++) result[side].push(await timed(call));
    }
  return result;
}

/** @returns ms. */
export async function timed(call: Sample): Promise<number> {
  const started = performance.now();
  const putBack = await call();
  const ms = performance.now() - started;
  await putBack?.();
  return ms;
}

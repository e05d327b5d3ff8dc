/** What a group of samples says: middle, tails, and how many. */
export interface Summary {
  n: number;
  p50: number;
  p90: number;
  p99: number;
}

/**
 * The value below which the share `q` of the samples lies, between neighbours by straight line (type 7 of Hyndman and Fan 1996,
 * the default of R and NumPy).
 */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new Error('There are no samples.');
  const sorted = Float64Array.from(samples).sort();
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (at - below);
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export function summarize(samples: readonly number[]): Summary {
  return { n: samples.length, p50: median(samples), p90: quantile(samples, 0.9), p99: quantile(samples, 0.99) };
}

/** A small generator with a seed (mulberry32), so that the same samples give the same interval. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function resample(samples: readonly number[], random: () => number): number[] {
  return samples.map(() => samples[Math.floor(random() * samples.length)] ?? Number.NaN);
}

export interface RatioOfMedians {
  ratio: number;
  /** Bootstrap 95 % interval (percentile method, Efron 1979). */
  low: number;
  high: number;
}

/** Median of ours over median of the peer's, with its 95 % interval. */
export function ratioOfMedians(ours: readonly number[], peer: readonly number[], resamples = 2_000, seed = 1): RatioOfMedians {
  const random = seeded(seed);
  const ratios = Array.from({ length: resamples }, () => median(resample(ours, random)) / median(resample(peer, random)));
  return { ratio: median(ours) / median(peer), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}

import { ratioOfMedians, type Summary, summarize } from './statistics';
import type { Sides } from './interleave';

/** One comparison with its goal: the whole interval of the ratio has to be at or below it. */
export interface Comparison {
  peer: string;
  ratio: number;
  low: number;
  high: number;
  /** null: shown and not judged. */
  goal: number | null;
  pass: boolean;
  n: number;
  oursMs: Summary;
  peerMs: Summary;
}

export interface Measure {
  name: string;
  ours: string;
  /** Of the samples; ms unless told otherwise. */
  unit?: string;
  comparisons: Comparison[];
  /** An absolute limit beside the ratio. */
  gate?: { what: string; valueMs: number; limitMs: number; pass: boolean };
  /** Further limits that are no times: the value has to be at or below the limit. */
  checks?: Check[];
}

export interface Check {
  /** In the line for scripts. */
  name: string;
  what: string;
  value: number;
  limit: number;
  pass: boolean;
}

export const check = (name: string, what: string, value: number, limit: number): Check => ({
  name,
  what,
  value,
  limit,
  pass: value <= limit,
});

export function compare(peer: string, sides: Sides, goal: number | null): Comparison {
  const interval = ratioOfMedians(sides.ours, sides.peer);
  return {
    peer,
    ...interval,
    goal,
    pass: goal === null || interval.high <= goal,
    n: Math.min(sides.ours.length, sides.peer.length),
    oursMs: summarize(sides.ours),
    peerMs: summarize(sides.peer),
  };
}

export function hasPassed(measure: Measure): boolean {
  return [...measure.comparisons, ...(measure.checks ?? [])].every((c) => c.pass) && (measure.gate?.pass ?? true);
}

const ms = (value: number): string => (value < 10 ? value.toFixed(3) : value.toFixed(1));

/** For people. */
export function tableOf(measure: Measure): string {
  const unit = measure.unit ?? 'ms';
  const head = ['', 'n', `p50 ${unit}`, `p90 ${unit}`, `p99 ${unit}`, 'ratio', '95 % interval', 'goal', ''];
  const rows = measure.comparisons.length > 0 ? [head] : [];
  const row = (name: string, s: Summary): string[] => [name, String(s.n), ms(s.p50), ms(s.p90), ms(s.p99)];
  for (const c of measure.comparisons) {
    rows.push([...row(measure.ours, c.oursMs), '', '', '', '']);
    const interval = `${c.low.toPrecision(3)} – ${c.high.toPrecision(3)}`;
    rows.push([
      ...row(c.peer, c.peerMs),
      c.ratio.toPrecision(3),
      interval,
      ...(c.goal === null ? ['', ''] : [`≤ ${c.goal}`, c.pass ? 'pass' : 'FAIL']),
    ]);
  }
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((r) => (r[column] ?? '').length)));
  const lines = rows.map((r) =>
    r.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
  );
  const { gate } = measure;
  if (gate) lines.push(`${gate.what}: ${ms(gate.valueMs)} ms, limit ${gate.limitMs} ms: ${gate.pass ? 'pass' : 'FAIL'}`);
  for (const c of measure.checks ?? [])
    lines.push(`${c.what}: ${Number(c.value.toPrecision(3))}, limit ${c.limit}: ${c.pass ? 'pass' : 'FAIL'}`);
  return [`${measure.name}`, ...lines.map((line) => line.trimEnd())].join('\n');
}

/** For scripts: the strictest comparison where there is one, i.e. the one nearest to or furthest beyond its goal, and all of them in `peers`. */
export function jsonOf(measure: Measure): string {
  const ofGoal = ({ high, goal }: Comparison): number => (goal === null ? 0 : high / goal);
  const [strictest] = [...measure.comparisons].sort((a, b) => ofGoal(b) - ofGoal(a));
  const { name, gate, comparisons, unit = 'Ms' } = measure;
  const round = (value: number): number => Number(value.toPrecision(4));
  const summary = (s: Summary) => ({ p50: round(s.p50), p90: round(s.p90), p99: round(s.p99) });
  const peers = comparisons.map((c) => ({
    peer: c.peer,
    ratio: round(c.ratio),
    interval: [round(c.low), round(c.high)],
    goal: c.goal,
    pass: c.pass,
    n: c.n,
    [`ours${unit}`]: summary(c.oursMs),
    [`peer${unit}`]: summary(c.peerMs),
  }));
  return JSON.stringify({
    name,
    ...(strictest && { ratio: round(strictest.ratio), goal: strictest.goal, n: strictest.n }),
    pass: hasPassed(measure),
    ...(gate ? { p99Ms: round(gate.valueMs), p99GoalMs: gate.limitMs } : {}),
    ...Object.fromEntries((measure.checks ?? []).map((c) => [c.name, { value: round(c.value), limit: c.limit, pass: c.pass }])),
    ...(measure.unit && { unit: measure.unit }),
    peers,
  });
}

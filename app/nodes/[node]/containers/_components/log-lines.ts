import { plainText } from '@/app/_components/format';
import type { LogLine } from '@/lib/shared/containers';
import { limits } from '@/lib/shared/limits';
import type { LogEnd } from '@/lib/shared/realtime';

/** How many lines a page keeps; older ones fall off. */
export const keptLines = limits.logTailMax;

export interface ShownLine extends LogLine {
  /** Grows by one from line to line. */
  key: number;
  /** As it is read, in small letters: what is looked for is looked for here. Made once, when the line comes, and not of all lines with each letter. */
  sought: string;
  /** Lines before it are missing: Docker no longer told them when the log went on. */
  afterGap?: true;
}
/** What comes once more when a log goes on: lines that are held already, from a time on. */
interface Known {
  since: string;
  /** Those that have not come yet, in the order they have in the log. */
  lines: readonly LogLine[];
  /** One of them came. */
  met: boolean;
}
export interface LogState {
  phase: 'waiting' | 'following' | 'ended';
  end: LogEnd | null;
  lines: ShownLine[];
  /** Lines fell off. */
  cut: boolean;
  known: Known | null;
}
export type LogStep =
  | { kind: 'restart' }
  /** It is asked for again, from a time on that is not after the last line's. */
  | { kind: 'resume'; since: string }
  | { kind: 'following' }
  | { kind: 'lines'; lines: readonly LogLine[] }
  | { kind: 'ended'; end: LogEnd };

export const blankLog: LogState = { phase: 'waiting', end: null, lines: [], cut: false, known: null };

/**
 * A log goes on from so long before its last line, ms. Docker stamps standard output and errors apart and the clock of a node steps back, so
 * a later line may have an earlier time, and before 23.0 Docker told no line that is older than it was asked for (moby
 * daemon/logger/loggerutils).
 */
const overlapMs = 2_000;

/** From when on a log goes on whose last line is of this time. */
export const sinceOf = (at: string): string => new Date(Date.parse(at) - overlapMs).toISOString();

const soughtOf = ({ text }: LogLine): string => plainText(text).toLowerCase();

/** Those that contain a text, as it is read: a sequence of colour within a word does not hide it. */
export function foundLines(lines: readonly ShownLine[], search: string): readonly ShownLine[] {
  const text = search.trim().toLowerCase();
  return text === '' ? lines : lines.filter(({ sought }) => sought.includes(text));
}

export function nextLog(state: LogState, step: LogStep): LogState {
  switch (step.kind) {
    case 'restart':
      return blankLog;
    case 'resume':
      return { ...state, phase: 'waiting', end: null, known: knownOf(state.lines, step.since) };
    case 'following':
      return state.phase === 'waiting' ? { ...state, phase: 'following' } : state;
    case 'ended':
      return { ...state, phase: 'ended', end: step.end };
    case 'lines':
      return withLines(state, step.lines);
  }
}

/** In the order of the log Docker begins with the first line that is not older, and so does what is known. */
function knownOf(lines: readonly LogLine[], since: string): Known | null {
  const first = lines.findIndex(({ at }) => at !== null && at >= since);
  return first < 0 ? null : { since, lines: lines.slice(first), met: false };
}

function withLines(state: LogState, given: readonly LogLine[]): LogState {
  const { known, fresh, hasGap } = withoutKnown(state.known, given);
  const last = state.lines.at(-1)?.key ?? 0;
  const shown = fresh.map((line, index): ShownLine => ({ ...line, key: last + 1 + index, sought: soughtOf(line) }));
  if (hasGap && shown[0]) shown[0].afterGap = true;
  const all = [...state.lines, ...shown];
  return {
    ...state,
    known,
    lines: all.length > keptLines ? all.slice(-keptLines) : all,
    cut: state.cut || all.length > keptLines,
  };
}

const isSame = (a: LogLine, b: LogLine): boolean => a.at === b.at && a.stream === b.stream && a.text === b.text;

/**
 * A log comes in the same order each time it is read, so what is known comes first, line by line; where Docker begins later, or leaves one
 * out, from there on. The first that is not among them ends that.
 */
function withoutKnown(
  known: Known | null,
  given: readonly LogLine[],
): { known: Known | null; fresh: readonly LogLine[]; hasGap: boolean } {
  if (!known) return { known, fresh: given, hasGap: false };
  const { since, lines } = known;
  let { met } = known;
  let next = 0;
  for (const [index, line] of given.entries()) {
    if (next === lines.length) return { known: null, fresh: given.slice(index), hasGap: false };
    if (!met && line.at !== null && line.at < since) continue;
    let at = next;
    while (at < lines.length && !isSame(lines[at] as LogLine, line)) at++;
    // None of them came, and this one is new: the log begins after them, since only so many lines are read or since it was shortened.
    if (at === lines.length) return { known: null, fresh: given.slice(index), hasGap: !met };
    met = true;
    next = at + 1;
  }
  return { known: { since, lines: lines.slice(next), met }, fresh: [], hasGap: false };
}

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
}
export interface LogState {
  phase: 'waiting' | 'following' | 'ended';
  end: LogEnd | null;
  lines: ShownLine[];
  /** Lines fell off. */
  cut: boolean;
  /** After a reconnect: so many lines of the last known time come once more and are known. */
  known: { at: string; left: number } | null;
}
export type LogStep =
  | { kind: 'restart' }
  | { kind: 'resume' }
  | { kind: 'following' }
  | { kind: 'lines'; lines: readonly LogLine[] }
  | { kind: 'ended'; end: LogEnd };

export const blankLog: LogState = { phase: 'waiting', end: null, lines: [], cut: false, known: null };

/** The time of the last line, from which a page that was cut off goes on; null where there is none. */
export const lastTime = ({ lines }: Pick<LogState, 'lines'>): string | null =>
  lines.findLast(({ at }) => at !== null)?.at ?? null;

const soughtOf = ({ text }: LogLine): string => plainText(text).toLowerCase();

/** Those that contain a text, as it is read: a sequence of colour within a word does not hide it; and of the last so many minutes before the newest, 0 for all. */
export function foundLines(
  lines: readonly ShownLine[],
  { minutes, search }: { minutes: number; search: string },
): readonly ShownLine[] {
  const text = search.trim().toLowerCase();
  const newest = lines.findLast(({ at }) => at !== null)?.at ?? null;
  const from = minutes === 0 || newest === null ? null : new Date(Date.parse(newest) - minutes * 60_000).toISOString();
  if (text === '' && from === null) return lines;
  return lines.filter(({ at, sought }) => (from === null || (at !== null && at >= from)) && sought.includes(text));
}

export function nextLog(state: LogState, step: LogStep): LogState {
  switch (step.kind) {
    case 'restart':
      return blankLog;
    case 'resume': {
      const at = lastTime(state);
      if (at === null) return blankLog;
      return { ...state, phase: 'waiting', end: null, known: { at, left: state.lines.filter((line) => line.at === at).length } };
    }
    case 'following':
      return state.phase === 'waiting' ? { ...state, phase: 'following' } : state;
    case 'ended':
      return { ...state, phase: 'ended', end: step.end };
    case 'lines':
      return withLines(state, step.lines);
  }
}

/** Docker tells the lines of a time in the order they have in the log, so of that millisecond the first ones are those that are known. */
function withLines(state: LogState, given: readonly LogLine[]): LogState {
  let { known } = state;
  const fresh: LogLine[] = [];
  for (const line of given) {
    if (known && line.at !== null && line.at < known.at) continue;
    if (known && line.at === known.at && known.left > 0) known = { at: known.at, left: known.left - 1 };
    else fresh.push(line);
  }
  const last = state.lines.at(-1)?.key ?? 0;
  const all = [...state.lines, ...fresh.map((line, index) => ({ ...line, key: last + 1 + index, sought: soughtOf(line) }))];
  return {
    ...state,
    known,
    lines: all.length > keptLines ? all.slice(-keptLines) : all,
    cut: state.cut || all.length > keptLines,
  };
}

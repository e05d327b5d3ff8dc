import type { LogLine } from '@/lib/shared/containers';
import { limits } from '@/lib/shared/limits';
import type { LogEnd } from '@/lib/shared/realtime';

/** How many lines a page keeps; older ones fall off. */
export const keptLines = limits.logTailMax;

export interface ShownLine extends LogLine {
  /** Grows by one from line to line. */
  key: number;
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
  const all = [...state.lines, ...fresh.map((line, index) => ({ ...line, key: last + 1 + index }))];
  return {
    ...state,
    known,
    lines: all.length > keptLines ? all.slice(-keptLines) : all,
    cut: state.cut || all.length > keptLines,
  };
}

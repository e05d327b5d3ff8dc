import { isOver, type StepRecord } from '@/lib/features/progress/step-record';
import { needLimits } from './need';

const minuteMs = 60_000;
/** Upper ends of the histogram's bins, in minutes; the last bin is all beyond. */
const bins = [1, 2, 5, 10, 20] as const;
/** Fewer passes than these say nothing: the author's guess stands. */
const passesForMedian = 5;

/** The middle one; of an even number the lower. null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** Spent on a step, or being spent, ms; null for one that was not begun, or passed without having been. */
export function spentMs({ firstAt, passedAt }: Pick<StepRecord, 'firstAt' | 'passedAt'>, now: number): number | null {
  return firstAt === null ? null : Math.max(0, (passedAt ?? now) - firstAt);
}

export interface ColumnStatistics {
  passed: number;
  working: number;
  stuck: number;
  helped: number;
  medianMs: number;
  histogram: number[];
}

/** One step over all students. Pure. @param guessMs what its author thinks it takes */
export function statisticsOf(records: ReadonlyArray<StepRecord | undefined>, guessMs: number, now: number): ColumnStatistics {
  const begun = records.filter((record) => record !== undefined);
  const passed = begun.filter(({ state }) => state === 'passed');
  const times = passed.flatMap((record) => spentMs(record, now) ?? []);
  const histogram = [...bins, Number.POSITIVE_INFINITY].map(() => 0);
  for (const ms of times) {
    const bin = bins.findIndex((minutes) => ms <= minutes * minuteMs);
    const at = bin < 0 ? bins.length : bin;
    histogram[at] = (histogram[at] ?? 0) + 1;
  }
  const medianMs = times.length >= passesForMedian ? (median(times) ?? guessMs) : guessMs;
  const open = begun.filter((record) => !isOver(record) && record.state !== 'untouched');
  const isLate = (record: StepRecord) =>
    (spentMs(record, now) ?? 0) > Math.max(needLimits.redMs, needLimits.redMedians * medianMs);
  const stuck = open.filter(
    (record) => record.reasonCount >= needLimits.sameReasonTimes || (record.state === 'failed' && isLate(record)),
  );
  return {
    ...{ passed: passed.length, working: open.length - stuck.length, stuck: stuck.length, medianMs, histogram },
    helped: passed.filter(({ how }) => how === 'hint' || how === 'solution').length,
  };
}

/** Whole minutes in one byte. */
export const minutesByte = (ms: number | null): number => (ms === null ? 0 : Math.min(255, Math.round(ms / minuteMs)));

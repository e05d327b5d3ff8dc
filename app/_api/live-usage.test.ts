import { expect, test } from 'vitest';
import type { ContainerStats } from '@/lib/shared/containers';
import type { StatsNow } from '@/lib/shared/container-usage';
import { nextStats, ratesKept, type StatsView } from './live-usage';

const now = (second: number, given: Partial<StatsNow> = {}): StatsNow => {
  const sample: ContainerStats = {
    ...{ at: new Date(second * 1000).toISOString(), cpuNs: second * 1e9, systemNs: second * 4e9, cpus: 4, pids: 1 },
    ...{
      memoryBytes: second,
      memoryLimitBytes: 100,
      netReceivedBytes: 0,
      netSentBytes: 0,
      blockReadBytes: 0,
      blockWrittenBytes: 0,
    },
  };
  return { nodeId: 'n', containerId: 'c', state: 'reading', sample, ...given };
};
const after = (...heard: StatsNow[]): StatsView => heard.reduce<StatsView | null>(nextStats, null) as StatsView;

test('each sample but the first is a point, and the history has an end', () => {
  expect(after(now(1)).rates).toEqual([]);
  expect(after(now(1), now(2), now(3)).rates).toMatchObject([
    { cpuPercent: 100, memoryBytes: 2 },
    { cpuPercent: 100, memoryBytes: 3 },
  ]);
  const many = after(...Array.from({ length: ratesKept + 50 }, (_, second) => now(second + 1)));
  expect(many.rates).toHaveLength(ratesKept);
  expect(many.rates.at(-1)?.memoryBytes).toBe(ratesKept + 50);
});

test('what is told twice is one point, and of a time when nothing was heard there is none', () => {
  expect(after(now(1), now(2), now(2)).rates).toHaveLength(1);
  expect(after(now(1), now(2), now(60)).rates).toHaveLength(1);
  expect(after(now(1), now(2), now(60), now(61)).rates).toHaveLength(2);
});

test('a loss and an end leave what was known', () => {
  const view = after(now(1), now(2), now(2, { state: 'lost' }));
  expect(view).toMatchObject({ state: 'lost', sample: { memoryBytes: 2 } });
  expect(view.rates).toHaveLength(1);
  expect(after(now(1, { state: 'opening', sample: null }))).toEqual({ state: 'opening', sample: null, rates: [] });
});

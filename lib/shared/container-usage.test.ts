import { expect, test } from 'vitest';
import type { ContainerStats } from './containers';
import { rateOf } from './container-usage';

const at = (second: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1000).toISOString();
const sample = (given: Partial<ContainerStats>): ContainerStats => ({
  ...{ at: at(0), cpuNs: 0, systemNs: 0, cpus: 4, memoryBytes: 0, memoryLimitBytes: 0, pids: 0 },
  ...{ netReceivedBytes: 0, netSentBytes: 0, blockReadBytes: 0, blockWrittenBytes: 0 },
  ...given,
});

test('CPU is told as docker stats does: 100 is one CPU', () => {
  // In two seconds four CPUs have 8 s, and one of them was busy.
  const rate = rateOf(sample({}), sample({ at: at(2), cpuNs: 2e9, systemNs: 8e9 }));
  expect(rate?.cpuPercent).toBe(100);
});

test('bytes are told by the second', () => {
  const rate = rateOf(sample({ netReceivedBytes: 1_000 }), sample({ at: at(2), netReceivedBytes: 5_000, blockWrittenBytes: 10 }));
  expect(rate).toMatchObject({ netReceivedPerS: 2_000, netSentPerS: 0, blockWrittenPerS: 5 });
});

test('a container that was started anew, does not run, or was asked twice at once, tells nothing', () => {
  expect(rateOf(sample({ cpuNs: 5 }), sample({ at: at(2), cpuNs: 1 }))).toBeNull();
  expect(rateOf(sample({}), sample({ at: null }))).toBeNull();
  expect(rateOf(sample({}), sample({}))).toBeNull();
});

test('where a sample has no time of all CPUs, the clock tells how much there was', () => {
  const rate = rateOf(sample({ cpuNs: 1e9 }), sample({ at: at(4), cpuNs: 2e9 }));
  expect(rate?.cpuPercent).toBe(25);
  // Of one that has it, no progress is none.
  expect(rateOf(sample({ systemNs: 5 }), sample({ at: at(4), cpuNs: 2e9, systemNs: 5 }))?.cpuPercent).toBe(0);
});

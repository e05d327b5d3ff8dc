import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { NodeStatus } from '@/lib/fleet/fleet';
import { createBus } from '@/lib/gateways/bus/bus';
import type { ContainerDto, ContainerStats } from '@/lib/shared/containers';
import type { NodeUsage, StatsNow } from '@/lib/shared/container-usage';
import { createFleetDouble, webContainer } from '@/lib/testing/fleet-double';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createContainerUsage } from './create-container-usage';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const sampleOf = (second: number, given: Partial<ContainerStats> = {}): ContainerStats => ({
  ...{ at: new Date(startMs + second * 1000).toISOString(), cpuNs: second * 1e9, systemNs: second * 4e9, cpus: 4 },
  ...{ memoryBytes: 10, memoryLimitBytes: 100, netReceivedBytes: 0, netSentBytes: 0 },
  ...{ blockReadBytes: 0, blockWrittenBytes: 0, pids: 1, ...given },
});
const silent = sampleOf(0, { at: null });
const id = webContainer.id;

/** One node whose streams say what the test plays. */
function start(): {
  usage: ReturnType<typeof createContainerUsage>;
  opened: Array<{ signal: AbortSignal; say: (sample: ContainerStats) => void; fail: (error: unknown) => void; end: () => void }>;
  set: (containers: ContainerDto[]) => void;
  asked: string[];
  most: () => number;
  state: { away: boolean; answerMs: number };
} {
  const bus = createBus((error) => {
    throw error;
  });
  const opened: ReturnType<typeof start>['opened'] = [];
  const asked: string[] = [];
  const state = { away: false, answerMs: 0 };
  const own: { containers: ContainerDto[] } = { containers: [webContainer] };
  let inFlight = 0;
  let most = 0;
  async function* followStats(_ref: string, signal: AbortSignal): AsyncGenerator<ContainerStats> {
    const waiting: Array<ContainerStats | { error: unknown } | null> = [];
    let wake: () => void = () => {};
    const push = (item: ContainerStats | { error: unknown } | null): void => {
      waiting.push(item);
      wake();
    };
    opened.push({ signal, say: push, fail: (error) => push({ error }), end: () => push(null) });
    signal.addEventListener('abort', () => push({ error: new AppError('cancelled') }));
    for (;;) {
      const item = waiting.shift();
      if (item === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (item === null) return;
      else if ('error' in item) throw item.error;
      else yield item;
    }
  }
  const stats = async (ref: string): Promise<ContainerStats> => {
    asked.push(ref);
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setTimeout(resolve, state.answerMs));
    inFlight--;
    return sampleOf((Date.now() - startMs) / 1000);
  };
  const double = createFleetDouble({ engine: () => ({ containers: { followStats, stats } }) });
  const { status } = double;
  const fleet = {
    ...double,
    status: (nodeId: string): NodeStatus => ({ ...status(nodeId), ...own }),
    engine: (nodeId: string) => (state.away ? Promise.reject(new AppError('node_unreachable')) : double.engine(nodeId)),
  };
  const set = (containers: ContainerDto[]): void => {
    own.containers = containers;
    bus.publish('node.changed', { nodeId: 'n', name: 'n', state: 'ready', topics: ['containers'], revision: 2 });
  };
  const usage = createContainerUsage({ bus, log: createMemoryLog(), fleet, random: () => 0.5 });
  return { usage, opened, set, asked, most: () => most, state };
}

beforeEach(() => void vi.useFakeTimers({ now: startMs }));
afterEach(() => void vi.useRealTimers());
const later = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const stopped: ContainerDto = { ...webContainer, state: 'exited', startedAt: null };

test('the stream of a container is open as long as it is watched, and no longer', async () => {
  const { usage, opened } = start();
  const heard: StatsNow[] = [];
  const end = usage.watchStats('n', id, (now) => heard.push(now));
  expect(usage.statsNow('n', id)).toMatchObject({ state: 'opening', sample: null });
  await later();
  opened[0]?.say(sampleOf(1));
  await later();
  expect(heard).toEqual([{ nodeId: 'n', containerId: id, state: 'reading', sample: sampleOf(1) }]);
  expect(usage.statsNow('n', id)).toEqual(heard[0]);
  end();
  await later(60_000);
  expect(opened.map(({ signal }) => signal.aborted)).toEqual([true]);
  expect(heard).toHaveLength(1);
  expect(usage.statsNow('n', id)).toBeNull();
});

test('a container that stops ends its stream, and is read again when it runs again', async () => {
  const { usage, opened, set } = start();
  const heard: string[] = [];
  usage.watchStats('n', id, ({ state }) => heard.push(state));
  await later();
  opened[0]?.say(sampleOf(1));
  // Docker may say nothing of it before it says that it has stopped.
  opened[0]?.say(silent);
  await later(1_000);
  set([stopped]);
  opened[0]?.say(silent);
  await later(1_000);
  expect(heard).toEqual(['reading', 'untold', 'stopped']);
  await later(60_000);
  expect(opened).toHaveLength(1);
  set([webContainer]);
  await later();
  opened[1]?.say(sampleOf(2));
  await later();
  expect(heard.at(-1)).toBe('reading');
  set([]);
  opened[1]?.end();
  await later(1_000);
  expect(heard.at(-1)).toBe('gone');
  usage.stop();
});

test('one that does not run is not read at all', async () => {
  const { usage, opened, set } = start();
  set([stopped]);
  usage.watchStats('n', id, () => {});
  await later(5_000);
  expect(usage.statsNow('n', id)?.state).toBe('stopped');
  expect(opened).toHaveLength(0);
  usage.stop();
});

test('a stream that breaks is opened again, and the loss is told once', async () => {
  const { usage, opened, state } = start();
  const heard: string[] = [];
  usage.watchStats('n', id, (now) => heard.push(now.state));
  await later();
  opened[0]?.say(sampleOf(1));
  await later(1_000);
  state.away = true;
  opened[0]?.fail(new AppError('node_lost'));
  await later(30_000);
  expect(heard).toEqual(['reading', 'lost']);
  expect(usage.statsNow('n', id)?.sample).toEqual(sampleOf(1));
  state.away = false;
  await later(5_000);
  opened[1]?.say(sampleOf(2));
  await later();
  expect(heard).toEqual(['reading', 'lost', 'reading']);
  // Docker ends every stream when it ends itself, as if the container were removed.
  opened[1]?.end();
  await later(5_000);
  expect(heard.at(-1)).toBe('lost');
  expect(opened).toHaveLength(3);
  usage.stop();
});

test('a node that floods is read slowly, and the last sample is what is known', async () => {
  const { usage, opened } = start();
  let heard = 0;
  usage.watchStats('n', id, () => heard++);
  await later();
  for (let second = 1; second <= 100; second++) opened[0]?.say(sampleOf(second));
  await later(1_000);
  expect(heard).toBeLessThanOrEqual(5);
  usage.stop();
});

test('of a node its running containers are asked, a few at a time, and CPU is told from the second round on', async () => {
  const { usage, asked, most, set, state } = start();
  const many = Array.from({ length: 30 }, (_, n): ContainerDto => ({ ...webContainer, id: `c${n}` }));
  set([...many, { ...stopped, id: 'ended' }]);
  state.answerMs = 10;
  const heard: NodeUsage[] = [];
  const end = usage.watchUsage('n', (now) => heard.push(now));
  await later(200);
  expect(heard[0]?.items).toHaveLength(30);
  expect(heard[0]?.items[0]).toEqual({ id: 'c0', cpuPercent: null, memoryBytes: 10, memoryLimitBytes: 100 });
  await later(3_000);
  expect(heard[1]?.items[0]?.cpuPercent).toBeCloseTo(100);
  expect(asked).not.toContain('ended');
  expect(most()).toBe(4);
  end();
  const before = asked.length;
  await later(120_000);
  expect(asked).toHaveLength(before);
});

test('a slow node is busy with it for a tenth of the time at most, and one that is away is tried again', async () => {
  const { usage, asked, state } = start();
  state.answerMs = 2_000;
  const heard: NodeUsage[] = [];
  usage.watchUsage('n', (now) => heard.push(now));
  await later(200_000);
  expect(asked.length).toBeLessThanOrEqual(12);
  state.away = true;
  await later(60_000);
  const before = heard.length;
  state.away = false;
  await later(60_000);
  expect(heard.length).toBeGreaterThan(before);
  usage.stop();
});

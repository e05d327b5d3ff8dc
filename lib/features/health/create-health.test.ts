import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import { AppError } from '@/lib/core/errors';
import type { Fleet } from '@/lib/fleet/fleet';
import { healthHistoryLength } from '@/lib/shared/health-concerns';
import type { NodeState } from '@/lib/shared/nodes';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createHealth, paceMs } from './create-health';

/** Nodes whose every reading takes `answerMs`; which of them were asked, in order. */
function startHealth(answerMs = 1) {
  const asked: string[] = [];
  let inFlight = 0;
  const seen = { most: 0 };
  const ssh = (nodeId: string) =>
    ({
      ping: async () => {
        asked.push(nodeId);
        seen.most = Math.max(seen.most, ++inFlight);
        await new Promise((resolve) => setTimeout(resolve, answerMs));
        inFlight--;
        return 2;
      },
      readFile: async () => Buffer.from('0.50 0 0'),
      statFileSystem: async () => ({ usedBytes: 1, availableBytes: 1 }),
    }) as unknown as SshConnection;
  const bus = createBus((error) => {
    throw error;
  });
  const fleet = { ssh: async (id: string) => ssh(id), status: () => ({ docker: null }) } as unknown as Fleet;
  const health = createHealth({ fleet, bus, log: createMemoryLog(), now: () => new Date(), random: () => 0.5 });
  const state = (nodeId: string, to: NodeState) =>
    bus.publish('node.changed', { nodeId, name: nodeId, state: to, topics: ['state'], revision: 1 });
  health.start();
  return { health, bus, fleet, asked, seen, state };
}

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') }));
afterEach(() => void vi.useRealTimers());

test('a node nobody looks at is asked at the slow pace, one that is looked at at the fast', async () => {
  const { health, asked, state } = startHealth();
  state('quiet', 'ready');
  state('shown', 'docker_denied');
  health.watch('shown', true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.filter((id) => id === 'quiet')).toHaveLength(2);
  expect(asked.filter((id) => id === 'shown').length).toBeGreaterThanOrEqual(60_000 / paceMs.watched - 3);
  asked.length = 0;
  health.watch('shown', false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.filter((id) => id === 'shown').length).toBeLessThanOrEqual(3);
});

test('who begins to look does not wait for the slow pace', async () => {
  const { health, asked, state } = startHealth();
  state('node', 'ready');
  health.watch('node', true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['node']);
});

test('a node that is away is not asked, and what it last said is history, not the present', async () => {
  const { health, asked, state } = startHealth();
  health.watch('node', true);
  state('node', 'ready');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(health.latest('node')).toMatchObject({ latencyMs: 2, load1: 0.5 });
  state('node', 'unreachable');
  asked.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  expect(health.latest('node')).toBeNull();
  expect(health.history('node')).toHaveLength(1);
  state('node', 'ready');
  expect(health.latest('node')).toBeNull();
});

test('a slow node is asked again only after its answer', async () => {
  const { health, asked, state } = startHealth(14_000);
  health.watch('node', true);
  state('node', 'ready');
  await vi.advanceTimersByTimeAsync(14_000);
  expect(asked).toHaveLength(1);
});

test('the history has an end, and each sample is told once', async () => {
  const { health, bus, state } = startHealth();
  let told = 0;
  bus.subscribe('node.sampled', () => {
    told++;
  });
  health.watch('node', true);
  state('node', 'ready');
  await vi.advanceTimersByTimeAsync(paceMs.watched * (healthHistoryLength + 20));
  expect(health.history('node')).toHaveLength(healthHistoryLength);
  expect(told).toBeGreaterThan(healthHistoryLength);
});

test('a thousand nodes that come at once are not asked at once', async () => {
  const { asked, seen, state } = startHealth(5_000);
  for (let n = 0; n < 1_000; n++) state(`node${n}`, 'ready');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked.length).toBeGreaterThan(0);
  expect(seen.most).toBeLessThanOrEqual(64);
});

test('a node that was taken out of the register is forgotten, also while it answers', async () => {
  const { health, bus, state } = startHealth(5_000);
  health.watch('node', true);
  state('node', 'ready');
  await vi.advanceTimersByTimeAsync(1_000);
  bus.publish('node.deleted', { nodeId: 'node' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(health.history('node')).toEqual([]);
});

test('a node that is lost while it is asked stops nothing', async () => {
  const { health, fleet, state } = startHealth();
  fleet.ssh = async () => {
    throw new AppError('node_lost');
  };
  health.watch('node', true);
  state('node', 'ready');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(health.history('node')).toEqual([]);
});

test('a clock that is set back by an hour stops nothing', async () => {
  const { health, asked, state } = startHealth();
  state('node', 'ready');
  health.watch('node', true);
  await vi.advanceTimersByTimeAsync(10_000);
  vi.setSystemTime(new Date(Date.now() - 3_600_000));
  asked.length = 0;
  health.watch('node', true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked.length).toBeGreaterThanOrEqual(3);
});

import { expect, test } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import type { NodeState } from '@/lib/shared/nodes';
import type { NodeStatus } from './fleet';
import { readyAgain } from './ready-again';

const node = { nodeId: 'n', name: 'n', topics: [], revision: 1 };

function waiting(state: NodeState, { withinMs = 60_000, signal = new AbortController().signal } = {}) {
  const bus = createBus((error) => {
    throw error;
  });
  const now = { state };
  const becomes = (next: NodeState, nodeId = 'n') => {
    now.state = next;
    bus.publish('node.changed', { ...node, nodeId, state: next });
  };
  const fleet = { status: () => ({ state: now.state }) as NodeStatus };
  return { bus, becomes, ready: readyAgain({ fleet, bus }, 'n', { withinMs, signal }) };
}

test('a node that is there, and one that comes back through whatever states', async () => {
  expect(await waiting('ready').ready).toBe(true);
  const { becomes, ready } = waiting('unreachable');
  for (const state of ['connecting', 'docker_down', 'ready'] as const) becomes(state);
  expect(await ready).toBe(true);
});

test('one that nobody tries to reach, that is deleted, or that is not back in time is not', async () => {
  expect(await waiting('auth_failed').ready).toBe(false);
  const changed = waiting('unreachable');
  changed.becomes('host_key_changed');
  expect(await changed.ready).toBe(false);
  const deleted = waiting('unreachable');
  deleted.bus.publish('node.deleted', { nodeId: 'other' });
  deleted.bus.publish('node.deleted', { nodeId: 'n' });
  expect(await deleted.ready).toBe(false);
  expect(await waiting('unreachable', { withinMs: 1 }).ready).toBe(false);
});

test('whoever waits may be told to stop, before and meanwhile', async () => {
  const abort = new AbortController();
  const { ready } = waiting('unreachable', { signal: abort.signal });
  abort.abort();
  await expect(ready).rejects.toMatchObject({ code: 'cancelled' });
  await expect(waiting('ready', { signal: abort.signal }).ready).rejects.toMatchObject({ code: 'cancelled' });
});

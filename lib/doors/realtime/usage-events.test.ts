import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContainerStats } from '@/lib/shared/containers';
import type { StatsNow } from '@/lib/shared/container-usage';
import { webContainer } from '@/lib/testing/fleet-double';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

const sample: ContainerStats = {
  ...{ at: '2026-01-01T00:00:00.000Z', cpuNs: 1, systemNs: 1, cpus: 1, memoryBytes: 1, memoryLimitBytes: 1, pids: 1 },
  ...{ netReceivedBytes: 0, netSentBytes: 0, blockReadBytes: 0, blockWrittenBytes: 0 },
};
const asked = { node: 'node0', container: 'web' };
const left = { node: 'node0', container: webContainer.id };

let panel: RealtimePanel;
let nodeId: string;
let anna: { id: string; cookie: string };
let opened: Array<{ signal: AbortSignal; say: () => void }>;

beforeEach(async () => {
  panel = await startRealtimePanel();
  anna = await panel.addUser('anna');
  nodeId = await panel.addNode('node0', [anna]);
  opened = [];
  const { fleet } = panel.runtime;
  const { status, engine } = fleet;
  fleet.status = (id) => ({ ...status(id), containers: [webContainer] });
  async function* followStats(_ref: string, signal: AbortSignal): AsyncGenerator<ContainerStats> {
    let say: () => void = () => {};
    opened.push({ signal, say: () => say() });
    signal.addEventListener('abort', () => say());
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        say = resolve;
      });
      if (!signal.aborted) yield sample;
    }
  }
  fleet.engine = async (id) => {
    const real = await engine(id);
    return { ...real, containers: { ...real.containers, followStats } } as unknown as typeof real;
  };
});
afterEach(() => panel.stop());

async function tab(cookie = anna.cookie): Promise<{ socket: TestSocket; heard: StatsNow[] }> {
  const socket = panel.connect(cookie);
  await connected(socket);
  const heard: StatsNow[] = [];
  socket.on('container:stats', (now) => heard.push(now));
  return { socket, heard };
}

test('two tabs share one stream, which ends with the last of them', async () => {
  const [first, second] = [await tab(), await tab()];
  expect(await must<StatsNow>(ask(first.socket, 'stats:watch', asked))).toMatchObject({ containerId: webContainer.id });
  await expect.poll(() => opened).toHaveLength(1);
  opened[0]?.say();
  await expect.poll(() => first.heard).toMatchObject([{ nodeId, containerId: webContainer.id, state: 'reading', sample }]);
  // Who comes later has at once what is known.
  expect(await must<StatsNow>(ask(second.socket, 'stats:watch', asked))).toMatchObject({ state: 'reading', sample });
  await must(ask(first.socket, 'stats:unwatch', left));
  await expect
    .poll(() => {
      opened[0]?.say();
      return second.heard.length;
    })
    .toBeGreaterThan(0);
  expect(first.heard).toHaveLength(1);
  expect(opened).toHaveLength(1);
  expect(opened[0]?.signal.aborted).toBe(false);
  second.socket.disconnect();
  await expect.poll(() => opened[0]?.signal.aborted).toBe(true);
});

test('who loses the node hears nothing more, and the stream that nobody else watches ends', async () => {
  const { socket } = await tab();
  await must(ask(socket, 'stats:watch', asked));
  await must(ask(socket, 'usage:watch', { node: 'node0' }));
  await expect.poll(() => opened).toHaveLength(1);
  await panel.runtime.db.assignment.deleteMany({ where: { nodeId } });
  panel.runtime.bus.publish('access.changed', { userId: anna.id });
  await expect.poll(() => opened[0]?.signal.aborted).toBe(true);
  expect(panel.runtime.containerUsage.statsNow(nodeId, webContainer.id)).toBeNull();
  expect(await ask(socket, 'stats:watch', asked)).toMatchObject({ ok: false, error: { code: 'not_found' } });
});

test('a container that is not there cannot be watched, and a tab watches a few at most', async () => {
  const { socket } = await tab();
  const refused = await ask(socket, 'stats:watch', { node: 'node0', container: 'gone' });
  expect(refused).toMatchObject({ ok: false, error: { code: 'container_not_found' } });
  const { fleet } = panel.runtime;
  const many = Array.from({ length: 9 }, (_, n) => ({ ...webContainer, id: `${n}`.repeat(64), name: `c${n}` }));
  const { status } = fleet;
  fleet.status = (id) => ({ ...status(id), containers: many });
  for (const { name } of many.slice(0, 8)) await must(ask(socket, 'stats:watch', { node: 'node0', container: name }));
  await must(ask(socket, 'stats:watch', { node: 'node0', container: 'c0' }));
  const over = await ask(socket, 'stats:watch', { node: 'node0', container: 'c8' });
  expect(over).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
});

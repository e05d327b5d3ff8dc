import { afterAll, beforeAll, expect, test } from 'vitest';
import { calmSample, type HealthDouble } from '@/lib/testing/health-double';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let nodeId: string;
let anna: TestSocket;
let boris: TestSocket;

beforeAll(async () => {
  panel = await startRealtimePanel();
  const people = { anna: await panel.addUser('anna'), boris: await panel.addUser('boris') };
  nodeId = await panel.addNode('node0', [people.anna]);
  anna = panel.connect(people.anna.cookie);
  boris = panel.connect(people.boris.cookie);
  await Promise.all([connected(anna), connected(boris)]);
});
afterAll(() => panel.stop());

const watching = () => [...(panel.runtime.health as HealthDouble).watching];

test('a sample goes to who watches the node and may, and to nobody else', async () => {
  const heard: string[] = [];
  anna.on('node:health', ({ sample }) => heard.push(`anna ${sample.load1}`));
  boris.on('node:health', () => heard.push('boris'));
  await must(ask(anna, 'node:watch', { node: 'node0' }));
  expect((await ask(boris, 'node:watch', { node: 'node0' })).ok).toBe(false);
  panel.runtime.bus.publish('node.sampled', { nodeId, sample: calmSample });
  await expect.poll(() => heard).toEqual(['anna 0.2']);
  // What Boris would have heard came before this answer.
  await ask(boris, 'terminal:list', { node: 'node0' });
  expect(heard).toEqual(['anna 0.2']);
});

test('a node is watched from the first tab that looks at it to the last', async () => {
  await must(ask(anna, 'node:watch', { node: 'node0' }));
  expect(watching()).toEqual([nodeId]);
  await must(ask(anna, 'node:unwatch', { node: 'node0' }));
  await expect.poll(watching).toEqual([]);
  await must(ask(anna, 'node:watch', { node: 'node0' }));
  expect(watching()).toEqual([nodeId]);
  anna.disconnect();
  await expect.poll(watching).toEqual([]);
});

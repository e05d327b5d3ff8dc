import { expect, test } from 'vitest';
import { classLayers } from './class-layers';
import type { JobDto, JobLayer } from './jobs';

const job = (nodeName: string, state: JobDto['state'], layers: JobLayer[] = []): JobDto => ({
  ...{ id: nodeName, kind: 'image.pull', nodeId: nodeName, nodeName, operationId: 'o', state, subject: 'x', error: null },
  ...{ createdBy: null, cancelledBy: null, createdAt: '', startedAt: null, endedAt: null, revision: 0 },
  progress: { kind: 'steps', steps: [], layers },
});
const layer = (id: string, phase: JobLayer['phase'], currentBytes: number | null, more: Partial<JobLayer> = {}): JobLayer => ({
  ...{ id, phase, currentBytes, totalBytes: 100 },
  ...more,
});

test('a layer is one bar: its bytes over all nodes that want it, the done ones counted', () => {
  const { layers, failed } = classLayers([
    job('node0', 'done', [layer('out', 'complete', 100, { outside: true })]),
    job('node1', 'done', [layer('a', 'complete', 100), layer('b', 'exists', 100)]),
    job('node2', 'running', [layer('a', 'downloading', 40), layer('b', 'waiting', null, { totalBytes: null })]),
    job('node3', 'queued'),
    job('node4', 'failed', [layer('a', 'downloading', 10)]),
    // It had the image already.
    job('node5', 'done'),
  ]);
  expect(layers).toEqual([
    { id: 'out', outside: true, wantedBytes: 100, doneBytes: 100, nodesDone: 1, nodesWanting: 1 },
    { id: 'a', outside: false, wantedBytes: 400, doneBytes: 150, nodesDone: 1, nodesWanting: 4 },
    { id: 'b', outside: false, wantedBytes: 200, doneBytes: 0, nodesDone: 0, nodesWanting: 2 },
  ]);
  expect(failed).toEqual(['node4']);
});

test('a size that nobody has told yet is unknown, and a layer that the registry keeps as it came is one', () => {
  const { layers } = classLayers([
    job('node0', 'running', [layer('a', 'complete', 100, { outside: true }), layer('b', 'downloading', 7, { totalBytes: null })]),
    job('node1', 'running', [layer('a', 'downloading', 50)]),
  ]);
  expect(layers).toEqual([
    { id: 'a', outside: false, wantedBytes: 200, doneBytes: 150, nodesDone: 1, nodesWanting: 2 },
    { id: 'b', outside: false, wantedBytes: null, doneBytes: 7, nodesDone: 0, nodesWanting: 1 },
  ]);
});

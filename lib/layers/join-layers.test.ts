import { expect, test } from 'vitest';
import type { ContainerDetail, ImageDetail } from '@/lib/docker/engine';
import { chainIds } from './chain-ids';
import { joinLayers } from './join-layers';

const diff = (x: string) => `sha256:${x.repeat(64)}`;
const row = (createdBy: string, sizeBytes: number) => ({ createdBy, sizeBytes, empty: sizeBytes === 0 });
const image = (id: string, diffIds: string[], history: ImageDetail['history']): ImageDetail => ({
  id,
  tags: [id],
  sizeBytes: 1,
  diffIds,
  history,
});
const container = (id: string, imageId: string): ContainerDetail => ({
  id,
  name: id,
  imageId,
  state: 'running',
  startedAt: null,
  pid: 1,
  tty: true,
  upperDir: null,
  sizeRwBytes: 5,
});
const nothing = { layers: new Map(), sizes: new Map(), readWrite: new Map(), reason: null };

function join(images: ImageDetail[], containers: ContainerDetail[], directories = nothing) {
  return joinLayers({ images, containers, chains: new Map(images.map((i) => [i.id, chainIds(i.diffIds)])), directories });
}

test('a layer two images share is there once, and knows both and their containers', () => {
  const base = image('base', [diff('a')], [row('ADD', 10)]);
  const top = image('top', [diff('a'), diff('b')], [row('ADD', 10), row('ENV', 0), row('RUN', 2)]);
  const map = join([base, top], [container('one', 'base'), container('two', 'top')]);
  expect(map.layers).toHaveLength(2);
  expect(map.layers[0]).toMatchObject({
    parentChainId: null,
    imageIds: ['base', 'top'],
    containerIds: ['one', 'two'],
    createdBy: 'ADD',
    sizeBytes: 10,
  });
  expect(map.layers[1]).toMatchObject({
    parentChainId: map.layers[0]?.chainId,
    imageIds: ['top'],
    containerIds: ['two'],
    createdBy: 'RUN',
    sizeBytes: 2,
  });
  expect(map.rwLayers.map((l) => l.chainIds.length)).toEqual([1, 2]);
});

test('a history that does not fit the layers is not laid beside them', () => {
  const [layer] = join([image('odd', [diff('a')], [row('one', 1), row('two', 2)])], []).layers;
  expect(layer).toMatchObject({ createdBy: null, sizeBytes: null });
});

test('directories and sizes come from the node', () => {
  const directories = {
    ...nothing,
    layers: new Map([[diff('a'), '/d/a']]),
    sizes: new Map([[diff('a'), 42]]),
    readWrite: new Map([['one', { directory: '/d/rw', initDirectory: '/d/rw-init' }]]),
  };
  const map = join([image('base', [diff('a')], [])], [container('one', 'base'), container('gone', 'removed-image')], directories);
  expect(map.layers[0]).toMatchObject({ directory: '/d/a', sizeBytes: 42 });
  expect(map.rwLayers[0]).toMatchObject({ directory: '/d/rw', initDirectory: '/d/rw-init', sizeBytes: 5 });
  expect(map.rwLayers[1]).toMatchObject({ directory: null, chainIds: [] });
});

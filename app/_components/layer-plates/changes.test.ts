import { expect, test } from 'vitest';
import type { LayerMapDto } from '@/lib/shared/layers';
import { compareMaps } from './changes';

const map = (chains: string[], containers: Array<[id: string, name: string]>): LayerMapDto => ({
  store: 'overlay2',
  rootDir: '/var/lib/docker',
  directoriesReason: null,
  images: [],
  layers: chains.map((chainId) => ({
    chainId,
    diffId: chainId,
    parentChainId: null,
    sizeBytes: 1,
    directory: null,
    createdBy: null,
    comment: null,
    author: null,
    imageIds: [],
    containerIds: [],
  })),
  rwLayers: containers.map(([containerId, containerName]) => ({
    containerId,
    containerName,
    containerState: 'running',
    imageId: 'i',
    directory: null,
    initDirectory: null,
    sizeBytes: 0,
    chainIds: chains,
  })),
  entriesDirectory: null,
  entries: [],
  stamp: null,
  isComplete: true,
});

test('a new container arrives as one plate with its name', () => {
  const changes = compareMaps(map(['a'], []), map(['a'], [['c1', 'myubuntu']]));
  expect([...changes.arrived]).toEqual(['rw:c1']);
  expect(changes).toMatchObject({ rwAdded: ['myubuntu'], rwRemoved: [], layersAdded: 0, layersRemoved: 0 });
});

test('pulled and removed layers are counted', () => {
  const changes = compareMaps(map(['a', 'b'], [['c1', 'x']]), map(['b', 'c', 'd'], []));
  expect([...changes.arrived]).toEqual(['layer:c', 'layer:d']);
  expect(changes).toMatchObject({ layersAdded: 2, layersRemoved: 1, rwAdded: [], rwRemoved: ['x'] });
});

test('a container that is renamed is the same one', () => {
  const changes = compareMaps(map(['a'], [['c1', 'before']]), map(['a'], [['c1', 'after']]));
  expect(changes.arrived.size).toBe(0);
  expect(changes).toMatchObject({ rwAdded: [], rwRemoved: [] });
});

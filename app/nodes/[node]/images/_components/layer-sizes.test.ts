import { expect, test } from 'vitest';
import type { LayerDto } from '@/lib/shared/layers';
import { layerSizes } from './layer-sizes';

const layer = (chainId: string, sizeBytes: number | null, ...imageIds: string[]): LayerDto => ({
  chainId,
  diffId: null,
  parentChainId: null,
  sizeBytes,
  directory: null,
  createdBy: null,
  comment: null,
  author: null,
  imageIds,
  containerIds: [],
});
const image = (id: string, ...chainIds: string[]) => ({ id, tags: [], sizeBytes: 0, chainIds });

test('a layer that another image has is shared, and goes with none of them', () => {
  const sizes = layerSizes({
    images: [image('base', 'a'), image('mine', 'a', 'b', 'c'), image('alone', 'd')],
    layers: [layer('a', 70, 'base', 'mine'), layer('b', 5, 'mine'), layer('c', 2, 'mine'), layer('d', 3, 'alone')],
  });
  expect(Object.fromEntries(sizes)).toEqual({
    base: { sharedBytes: 70, uniqueBytes: 0 },
    mine: { sharedBytes: 70, uniqueBytes: 7 },
    alone: { sharedBytes: 0, uniqueBytes: 3 },
  });
});

test('where the size of a layer is not known, or the image has not answered, nothing is said', () => {
  const sizes = layerSizes({
    images: [image('mine', 'a', 'b'), image('late'), image('gone', 'x')],
    layers: [layer('a', 70, 'mine'), layer('b', null, 'mine')],
  });
  expect(sizes.size).toBe(0);
});

import { expect, test } from 'vitest';
import type { LayerDto } from '@/lib/shared/layers';
import { freedBytes } from './freed-bytes';

const layer = (sizeBytes: number | null, imageIds: string[], containerIds: string[] = []): LayerDto => ({
  ...{ chainId: '', diffId: null, parentChainId: null, directory: null, createdBy: null, comment: null, author: null },
  ...{ sizeBytes, imageIds, containerIds },
});

test('a layer that two of them share counts once, and one that another image or a container needs does not count', () => {
  const layers = [
    layer(1, ['a', 'b']),
    layer(20, ['a']),
    layer(300, ['a', 'other']),
    layer(4_000, ['b'], ['c']),
    layer(50_000, []),
  ];
  expect(freedBytes({ layers, isComplete: true }, new Set(['a', 'b']))).toBe(21);
});

test('nothing is said where a size or an image is not known', () => {
  const layers = [layer(null, ['a']), layer(1, ['b'])];
  expect(freedBytes({ layers, isComplete: true }, new Set(['a']))).toBeNull();
  expect(freedBytes({ layers, isComplete: true }, new Set(['b']))).toBe(1);
  expect(freedBytes({ layers, isComplete: false }, new Set(['b']))).toBeNull();
});

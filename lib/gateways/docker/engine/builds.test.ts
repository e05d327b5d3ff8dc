import { expect, test } from 'vitest';
import { presentCache } from './builds';

test('the records of the cache, the largest first, and what a node leaves out', () => {
  const answer = {
    LayersSize: 1,
    BuildCache: [
      {
        ID: 'small',
        Type: 'regular',
        Description: 'a\u202eb',
        Size: 1,
        InUse: true,
        Shared: false,
        CreatedAt: '0001-01-01T00:00:00Z',
      },
      { ID: 'large', Type: 'internal', Size: 5, Shared: true, CreatedAt: '2026-01-01T00:00:00.5Z', LastUsedAt: null },
      { ID: 7 },
    ],
  };
  const none = { createdAt: null, lastUsedAt: null };
  expect(presentCache(answer)).toEqual([
    {
      ...{ id: 'large', type: 'internal', description: '', sizeBytes: 5, inUse: false, shared: true },
      ...{ createdAt: '2026-01-01T00:00:00.500Z', lastUsedAt: null },
    },
    { id: 'small', type: 'regular', description: 'a b', sizeBytes: 1, inUse: true, shared: false, ...none },
  ]);
  expect(presentCache({ BuildCache: null })).toEqual([]);
  expect(() => presentCache('text')).toThrow(expect.objectContaining({ code: 'docker_answer_malformed' }));
});

import { expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { removeWithTags } from './remove-with-tags';

/** A node with one image of these tags. `remove` deletes it with its last tag, as Docker does, or when it is named by its id. */
function nodeWith(tags: string[], { users = [] as string[], stays = false } = {}) {
  const removed: string[] = [];
  const left = new Set(tags);
  const engine = {
    containers: { list: async () => users.map((imageId) => ({ imageId })) },
    images: {
      about: async () => ({ id: 'id', tags }),
      remove: async (name: string) => {
        removed.push(name);
        left.delete(name);
        return { untagged: name === 'id' ? [] : [name], deleted: left.size === 0 && (!stays || name === 'id') ? ['id'] : [] };
      },
    },
  } as unknown as DockerEngine;
  return { engine, removed };
}

test('every tag goes, and the image with the last of them', async () => {
  const { engine, removed } = nodeWith(['x:1', 'y:2']);
  expect(await removeWithTags(engine, 'x:1', false)).toEqual({ untagged: ['x:1', 'y:2'], deleted: ['id'] });
  expect(removed).toEqual(['x:1', 'y:2']);
});

test('an image without a tag, or one that a digest holds, goes by its id', async () => {
  expect(await removeWithTags(nodeWith([]).engine, 'id', false)).toEqual({ untagged: [], deleted: ['id'] });
  const { engine, removed } = nodeWith(['x:1'], { stays: true });
  expect((await removeWithTags(engine, 'id', false)).deleted).toEqual(['id']);
  expect(removed).toEqual(['x:1', 'id']);
});

test('an image that a container uses keeps every tag', async () => {
  const { engine, removed } = nodeWith(['x:1', 'y:2'], { users: ['id'] });
  await expect(removeWithTags(engine, 'id', false)).rejects.toMatchObject({ code: 'image_in_use' });
  expect(removed).toEqual([]);
  expect((await removeWithTags(engine, 'id', true)).deleted).toEqual(['id']);
});

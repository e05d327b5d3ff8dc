import { afterEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import type { ImageDto } from '@/lib/shared/images';
import { pruneImages } from './prune-images';

let panel: ApiPanel;
afterEach(() => panel.stop());

const idFrom = (letter: string): string => `sha256:${letter.repeat(64)}`;
const image = (letter: string, tags: string[], day: number, containers = 0): ImageDto => ({
  ...{ id: idFrom(letter), tags, digests: [], sizeBytes: 1, containers },
  createdAt: `2026-01-0${day}T00:00:00.000Z`,
});
const images = [image('a', ['x:1'], 1), image('b', [], 2), image('c', ['y:1'], 3, 1), image('d', ['z:1', 'z:2'], 4)];

/** Prunes as the student of node0. @returns what came of it, and what was removed by which name */
async function prune(input: Parameters<typeof pruneImages>[1], refused: string | null = null) {
  panel = await startApiPanel();
  const names: string[] = [];
  panel.runtime.fleet = createFleetDouble({
    engine: () => ({
      containers: { list: async () => [] },
      images: {
        list: async () => images,
        about: async (ref) => ({ id: ref, tags: images.find(({ id }) => id === ref)?.tags ?? [] }) as never,
        remove: async (name) => {
          if (name === refused) throw new AppError('image_in_use');
          names.push(name);
          return { untagged: [], deleted: [name] };
        },
      },
    }),
  });
  const ctx = await panel.as('own');
  return { pruned: await pruneImages(ctx, input), names };
}
const told = (rows: Array<{ id: string }>) => rows.map(({ id }) => id[7]);

test('a dry run names what nobody uses and removes nothing', async () => {
  const { pruned, names } = await prune({ node: 'node0', scope: 'unused', dryRun: true });
  expect(told(pruned.removed)).toEqual(['d', 'b', 'a']);
  expect(names).toEqual([]);
});

test('without a tag is what docker image prune takes', async () => {
  const { pruned, names } = await prune({ node: 'node0', scope: 'dangling', dryRun: false });
  expect(told(pruned.removed)).toEqual(['b']);
  expect(names).toEqual([idFrom('b')]);
});

test('no more is removed than was named, the newest first, and what cannot go is told', async () => {
  const only = [idFrom('a'), idFrom('c'), idFrom('d')];
  const { pruned, names } = await prune({ node: 'node0', scope: 'unused', only, dryRun: false }, 'x:1');
  expect(told(pruned.removed)).toEqual(['d']);
  expect(pruned.kept).toEqual([{ id: idFrom('a'), tags: ['x:1'], code: 'image_in_use' }]);
  expect(names).toEqual(['z:1', 'z:2']);
});

test('a removal is a job with what it came to; a dry run is none', async () => {
  const jobs = () => panel.runtime.db.job.findMany({ where: { kind: 'image.prune' } });
  await prune({ node: 'node0', scope: 'unused', dryRun: true });
  expect(await jobs()).toEqual([]);
  await panel.stop();
  await prune({ node: 'node0', scope: 'unused', dryRun: false }, 'x:1');
  const [job] = await jobs();
  expect(job).toMatchObject({ state: 'done', nodeId: idOf('node0'), createdById: idOf('own') });
  expect(JSON.parse(job?.progress ?? '')).toEqual({ kind: 'prune', removed: 2, kept: 1, total: 3, freedBytes: 0 });
});

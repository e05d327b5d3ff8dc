import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { BuildStep } from '@/lib/shared/jobs';
import { fromHistory, layersOf } from './build-layers';

const row = (createdBy: string, sizeBytes: number) => ({ createdBy, sizeBytes, createdAt: null, comment: '' });
const history = [
  row('/bin/sh -c #(nop) ADD file:1 in /', 9),
  row('RUN /bin/sh -c in the base # buildkit', 8),
  row('ENV A=1', 0),
  row('WORKDIR /srv', 0),
  row('RUN /bin/sh -c make # buildkit', 30),
  row('CMD ["x"]', 0),
];
const steps = [
  { id: 'w', name: '[2/3] WORKDIR /srv' },
  { id: 'r', name: '[3/3] RUN make' },
];
const diffIds = ['d1', 'd2', 'd3', 'd4'];

test('the last rows of the history are those of the steps', () => {
  expect([...fromHistory(steps, { history, diffIds })]).toEqual([
    ['w', { diffId: 'd3', sizeBytes: 0 }],
    ['r', { diffId: 'd4', sizeBytes: 30 }],
  ]);
});

test('where the two say something else, no step gets a layer', () => {
  expect(fromHistory([...steps].reverse(), { history, diffIds }).size).toBe(0);
  expect(fromHistory(steps, { history, diffIds: ['d1'] }).size).toBe(0);
  expect(fromHistory([], { history, diffIds }).size).toBe(0);
});

const step = (id: string, name: string): BuildStep => ({ id, name, state: 'done', ms: 1, log: '', isCut: false, layer: null });
const progress = {
  kind: 'build' as const,
  steps: [
    step('1', 'Step 1/4 : FROM x'),
    step('2', 'Step 2/4 : ENV A=1'),
    step('3', 'Step 3/4 : RUN make'),
    step('4', 'Step 4/4 : FROM y'),
  ],
  layers: [],
  imageId: 'i',
};
const made = { by: 'images' as const, steps: progress.steps.map(({ id }) => ({ id, imageId: `image${id}` })) };
const images: Record<string, string[]> = { image1: ['a'], image2: ['a'], image3: ['a', 'b'], image4: ['y', 'z', 'x'] };

test('with an image for each step the step made what that has more; FROM begins anew', async () => {
  const inspect = async (ref: string) => ({
    ...{ id: ref, tags: [], sizeBytes: 0, diffIds: images[ref] ?? [] },
    history: [row('', 1), row('', ref === 'image3' ? 70 : 2)],
  });
  const told = await layersOf({ inspect }, { imageId: 'i', made, progress });
  expect(told.steps.map(({ layer }) => layer)).toEqual([null, null, { diffId: 'b', sizeBytes: 70 }, null]);
});

test('a build whose images are gone meanwhile is a build all the same', async () => {
  const inspect = async () => {
    throw new AppError('image_not_found');
  };
  expect(await layersOf({ inspect }, { imageId: 'i', made, progress })).toEqual(progress);
});

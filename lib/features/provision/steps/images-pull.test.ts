import { expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { StepNode } from '../step';
import { imagesPull } from './images-pull';

/** A node without images, where some cannot be pulled. */
function node(trouble: Record<string, ErrorCode>): { node: StepNode; pulled: string[] } {
  const pulled: string[] = [];
  const engine = {
    images: {
      inspect: async () => {
        throw new AppError('image_not_found');
      },
    },
  } as unknown as DockerEngine;
  const pullImage = async (ref: string) => {
    if (trouble[ref]) throw new AppError(trouble[ref], { detail: 'manifest unknown' });
    pulled.push(ref);
    return [`docker pull ${ref}`];
  };
  return { node: { engine: async () => engine, pullImage } as unknown as StepNode, pulled };
}
const images = ['ubuntu', 'nosuchimage:9', 'alpine'];

test('an image nobody has keeps no other back, and is named', async () => {
  const { node: on, pulled } = node({ 'nosuchimage:9': 'image_not_found' });
  await expect(imagesPull({ images }).apply(on, () => {})).rejects.toMatchObject({
    code: 'image_not_found',
    detail: 'nosuchimage:9: manifest unknown',
  });
  expect(pulled).toEqual(['ubuntu', 'alpine']);
});

test('where no image can be pulled the first one says so', async () => {
  const { node: on, pulled } = node({ 'nosuchimage:9': 'registry_unreachable' });
  await expect(imagesPull({ images }).apply(on, () => {})).rejects.toMatchObject({ code: 'registry_unreachable' });
  expect(pulled).toEqual(['ubuntu']);
});

test.each([
  [3, true],
  [4, false],
])('a daemon that is late for %s answers in a row: found is %s', async (late, isFound) => {
  let asked = 0;
  const inspect = async () => {
    if (++asked <= late) throw new AppError('node_deadline');
  };
  const on = { engine: async () => ({ images: { inspect } }), signal: new AbortController().signal } as unknown as StepNode;
  const found = imagesPull({ images: ['ubuntu'] })
    .check(on)
    .then(({ ok }) => ok);
  if (isFound) expect(await found).toBe(true);
  else await expect(found).rejects.toMatchObject({ code: 'node_deadline' });
});

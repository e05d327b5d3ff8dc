import { expect, test } from 'vitest';
import { createPullProgress } from './pull-progress';

test('a node that names layers without end fills no memory with them, and those that were there go on', () => {
  const progress = createPullProgress();
  for (let i = 0; i < 1_000; i++) progress.take({ id: `layer${i}`, status: 'Waiting' });
  expect(progress.picture().layers).toHaveLength(256);
  expect(progress.take({ id: 'layer0', status: 'Pull complete' })).toBe(true);
  expect(progress.picture().layers[0]).toMatchObject({ id: 'layer0', phase: 'complete' });
});

import { expect, test } from 'vitest';
import { createPullProgress } from './pull-progress';

test('a node that names layers without end fills no memory with them, and those that were there go on', () => {
  const progress = createPullProgress();
  for (let i = 0; i < 1_000; i++) progress.take({ id: `layer${i}`, status: 'Waiting' });
  expect(progress.picture().layers).toHaveLength(256);
  expect(progress.take({ id: 'layer0', status: 'Pull complete' })).toBe(true);
  expect(progress.picture().layers[0]).toMatchObject({ id: 'layer0', phase: 'complete' });
});

test('the seconds an unpacking takes are not taken for bytes, so that the bar does not fall back', () => {
  const progress = createPullProgress();
  progress.take({ id: 'a', status: 'Downloading', progressDetail: { current: 30_000_000, total: 30_000_000 } });
  progress.take({ id: 'a', status: 'Download complete' });
  progress.take({ id: 'a', status: 'Extracting', progressDetail: { current: 7, units: 's' } });
  expect(progress.picture().layers[0]).toMatchObject({ phase: 'extracting', currentBytes: 30_000_000, totalBytes: 30_000_000 });
});

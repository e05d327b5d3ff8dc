import { expect, test } from 'vitest';
import { createTransferProgress } from './transfer-progress';

test('a node that names layers without end fills no memory with them, and those that were there go on', () => {
  const progress = createTransferProgress();
  for (let i = 0; i < 1_000; i++) progress.take({ id: `layer${i}`, status: 'Waiting' });
  expect(progress.picture().layers).toHaveLength(256);
  expect(progress.take({ id: 'layer0', status: 'Pull complete' })).toBe(true);
  expect(progress.picture().layers[0]).toMatchObject({ id: 'layer0', phase: 'complete' });
});

test('the seconds an unpacking takes are not taken for bytes, so that the bar does not fall back', () => {
  const progress = createTransferProgress();
  progress.take({ id: 'a', status: 'Downloading', progressDetail: { current: 30_000_000, total: 30_000_000 } });
  progress.take({ id: 'a', status: 'Download complete' });
  progress.take({ id: 'a', status: 'Extracting', progressDetail: { current: 7, units: 's' } });
  expect(progress.picture().layers[0]).toMatchObject({ phase: 'extracting', currentBytes: 30_000_000, totalBytes: 30_000_000 });
});

test('the words of a push are phases, and its last line says that it is whole', () => {
  const progress = createTransferProgress();
  const said = (id: string, status: string, progressDetail = {}) => progress.take({ id, status, progressDetail });
  for (const id of ['a', 'b', 'c']) said(id, 'Preparing');
  expect(progress.picture().layers.map(({ phase }) => phase)).toEqual(['waiting', 'waiting', 'waiting']);
  said('a', 'Pushing', { current: 5, total: 20 });
  expect(progress.picture().layers[0]).toMatchObject({ phase: 'uploading', currentBytes: 5, totalBytes: 20 });
  said('a', 'Pushed');
  said('b', 'Layer already exists');
  said('c', 'Mounted from library/ubuntu');
  expect(progress.picture().layers.map(({ phase }) => phase)).toEqual(['complete', 'exists', 'exists']);
  // Of a pull; it is not the end of one.
  progress.take({ status: `Digest: sha256:${'a'.repeat(64)}` });
  expect(progress.isWhole()).toBe(false);
  progress.take({ status: `1.0: digest: sha256:${'a'.repeat(64)} size: 528` });
  expect(progress.isWhole()).toBe(true);
});

import { expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { createLayerReaders } from './layer-readers';

test('one reader for each engine, and another one after a reconnect', () => {
  const readers = createLayerReaders();
  const [engine, reconnected] = [{}, {}] as [DockerEngine, DockerEngine];
  expect(readers.of(engine)).toBe(readers.of(engine));
  expect(readers.of(reconnected)).not.toBe(readers.of(engine));
});

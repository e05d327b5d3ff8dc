import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { LayerReader } from './layer-reader';

/** The reader of each node's layers. Part of the runtime, so that all who ask for a map share one. */
export interface LayerReaders {
  /** An engine lives as long as its connection, and what is remembered of a node no longer. */
  of(engine: DockerEngine): LayerReader;
}

export function createLayerReaders(): LayerReaders {
  const readers = new WeakMap<DockerEngine, LayerReader>();
  return {
    of(engine) {
      const known = readers.get(engine) ?? new LayerReader();
      readers.set(engine, known);
      return known;
    },
  };
}

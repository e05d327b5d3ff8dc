import { isAppError } from '@/lib/core/errors';
import type { LayerEntryDto } from '@/lib/shared/layers';

/** What a store says of one read-only layer. */
export interface StoredLayer {
  directory: string | null;
  /** null where the store does not say. */
  sizeBytes: number | null;
  diffId: string | null;
  /** Chain ID of the layer it lies on. */
  parent: string | null;
}

/** Where a container writes. */
interface StoredContainer {
  directory: string;
  initDirectory: string | null;
  /** Chain IDs it stands on, from the base up; null where only its image says so. */
  chain: string[] | null;
}

/** Where layers lie on the node. */
export interface Directories {
  /** By chain ID; also of layers that no image has any more. */
  layers: Map<string, StoredLayer>;
  /** By the container's id. */
  readWrite: Map<string, StoredContainer>;
  /** The directory all layers lie in, and each of its entries by name; null where it cannot be read. */
  listing: { directory: string; names: string[] } | null;
  /** What an entry of the listing is; nothing when the store's register does not name it. */
  nameOf: (name: string) => Omit<LayerEntryDto, 'name'> | null;
  /** Why nothing could be read, as an error code. */
  reason: string | null;
}

export function noDirectories(reason: string | null = null): Directories {
  return { layers: new Map(), readWrite: new Map(), listing: null, nameOf: () => null, reason };
}

/** Why a directory was not listed: what stood in the way of asking, else the right to look. */
export const whyUnread = (error: unknown): string =>
  isAppError(error) && error.code !== 'not_found' ? error.code : 'docker_denied';

/** Names BuildKit gives to what it keeps for the next build: 25 letters and digits (its identity package), with a few endings. */
export const isBuildKitName = (name: string): boolean => /^[a-z0-9]{25}(-init|-view)?$/.test(name);

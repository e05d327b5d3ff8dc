import type { LayerMapDto } from '@/lib/shared/layers';

/** Where the files of a container lie on its node, from the read-write layer down: what overlayfs lays over each other. */
export interface ContainerDirectories {
  upper: string;
  lower: string[];
}

/** @returns null where the map does not have all of them */
export function directoriesOf({ store, rwLayers, layers }: LayerMapDto, containerId: string): ContainerDirectories | null {
  const own = rwLayers.find((one) => one.containerId === containerId);
  if (store === 'other' || !own?.directory) return null;
  const byChain = new Map(layers.map((layer) => [layer.chainId, layer.directory]));
  const directories = [own.directory, ...(own.initDirectory ? [own.initDirectory] : [])];
  for (const chainId of [...own.chainIds].reverse()) {
    const directory = byChain.get(chainId);
    if (!directory) return null;
    directories.push(directory);
  }
  // overlay2 keeps its files in `diff` below a layer's directory (moby daemon/graphdriver/overlay2).
  const [upper = '', ...lower] = directories.map((directory) => (store === 'overlay2' ? `${directory}/diff` : directory));
  // Both part the options of a mount.
  return [upper, ...lower].some((directory) => /[:,\\\n]/.test(directory)) ? null : { upper, lower };
}

import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import type { DockerFacts } from '@/lib/shared/nodes';
import { snapshotterDirectories } from './containerd-directories';
import { type ConfigRow, readConfigHistory } from './image-config';

/**
 * The history in an image's own configuration, wherever the node's image store keeps it.
 * @param diffIds as the Engine says
 * @returns null where it cannot be read: the panel may not, or the store is another one. Throws only when the connection is lost.
 */
export async function findConfigHistory(
  files: NodeFiles,
  facts: DockerFacts,
  id: string,
  diffIds: readonly string[],
): Promise<ConfigRow[] | null> {
  for (const folder of foldersOf(facts)) {
    const config = await readConfigHistory(files, folder, id, diffIds);
    if (config) return config;
  }
  return null;
}

function foldersOf({ store, rootDir, storageDriver }: DockerFacts): string[] {
  if (store === 'overlay2') return [`${rootDir}/image/overlay2/imagedb/content/sha256`];
  if (store !== 'containerd') return [];
  return snapshotterDirectories(rootDir, storageDriver).map((directory) =>
    directory.replace(/[^/]+$/, 'io.containerd.content.v1.content/blobs/sha256'),
  );
}

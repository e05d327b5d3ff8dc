import { isAppError } from '@/lib/errors';
import type { ContainerDetail } from '@/lib/docker/engine';
import type { NodeFiles } from '@/lib/ssh/types';
import { type OverlayMount, parseOverlayMount } from './overlay-mount';

/** Where layers lie on the node. */
export interface Directories {
  /** Chain ID → directory. */
  layers: Map<string, string>;
  /** Chain ID → bytes, where the node's store says so. */
  sizes: Map<string, number>;
  /** Container id → its read-write layer. */
  readWrite: Map<string, { directory: string; initDirectory: string | null }>;
  /** Why nothing could be read, as an error code. */
  reason: string | null;
}

const inParallel = 16;

async function readText(files: NodeFiles, path: string): Promise<string | null> {
  try {
    return (await files.readFile(path, { maxBytes: 256 * 1024 })).toString('utf8').trim();
  } catch (error) {
    // The connection itself is gone: nothing else will answer either.
    if (isAppError(error) && error.code === 'node_lost') throw error;
    return null;
  }
}

async function eachLimited<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.min(inParallel, queue.length) }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

/**
 * overlay2: `image/overlay2/layerdb/sha256/<chain ID>/cache-id` names the directory of a layer, `size` its bytes;
 * `layerdb/mounts/<container>/mount-id` and `init-id` those of a container (moby layer/filestore.go).
 */
export async function overlay2Directories(
  files: NodeFiles,
  rootDir: string,
  chains: Iterable<string>,
  containers: Iterable<ContainerDetail>,
): Promise<Directories> {
  const found = empty();
  const database = `${rootDir}/image/overlay2/layerdb`;
  try {
    await files.readDirectory(database);
  } catch {
    return { ...found, reason: 'docker_denied' };
  }
  const isId = (text: string | null): text is string => text !== null && /^[a-z0-9]{16,}(-init)?$/.test(text);
  await eachLimited(chains, async (chainId) => {
    const entry = `${database}/sha256/${chainId.replace('sha256:', '')}`;
    const [cacheId, size] = await Promise.all([readText(files, `${entry}/cache-id`), readText(files, `${entry}/size`)]);
    if (isId(cacheId)) found.layers.set(chainId, `${rootDir}/overlay2/${cacheId}`);
    if (size !== null && /^\d+$/.test(size)) found.sizes.set(chainId, Number(size));
  });
  await eachLimited(containers, async ({ id }) => {
    const [mountId, initId] = await Promise.all([
      readText(files, `${database}/mounts/${id}/mount-id`),
      readText(files, `${database}/mounts/${id}/init-id`),
    ]);
    if (!isId(mountId)) return;
    found.readWrite.set(id, {
      directory: `${rootDir}/overlay2/${mountId}`,
      initDirectory: isId(initId) ? `${rootDir}/overlay2/${initId}` : null,
    });
  });
  return found;
}

/**
 * The containerd store: only a running container shows its directories, in its own mount table. The lower ones, from the base
 * up, are the snapshots of its chain; containerd puts one of its own (the -init) on top of them.
 */
export async function containerdDirectories(
  files: NodeFiles,
  containers: Iterable<ContainerDetail & { chain: string[] }>,
): Promise<Directories> {
  const found = empty();
  let readable = true;
  await eachLimited(containers, async ({ id, pid, chain }) => {
    if (pid === null) return;
    const mounts = await readText(files, `/proc/${pid}/mounts`);
    if (mounts === null) readable = false;
    const mount = mounts === null ? null : parseOverlayMount(mounts);
    if (mount) takeMount(found, id, chain, mount);
  });
  return readable ? found : { ...found, reason: 'docker_denied' };
}

function takeMount(found: Directories, containerId: string, chain: string[], mount: OverlayMount): void {
  chain.forEach((chainId, index) => {
    const directory = mount.lowerDirs[index];
    if (directory !== undefined) found.layers.set(chainId, directory);
  });
  found.readWrite.set(containerId, { directory: mount.upperDir, initDirectory: mount.lowerDirs[chain.length] ?? null });
}

function empty(): Directories {
  return { layers: new Map(), sizes: new Map(), readWrite: new Map(), reason: null };
}

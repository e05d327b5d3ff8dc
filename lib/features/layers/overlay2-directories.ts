import { mapLimited } from '@/lib/core/async/limit';
import { isAppError } from '@/lib/core/errors';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import { type Directories, isBuildKitName, noDirectories, type StoredLayer, whyUnread } from './directories';

/** Files asked for at once: where the panel becomes root by `su`, so many are read by one command (lib/gateways/ssh/root-access.ts). */
const inParallel = 100;
/** Of what the panel remembers of one node. */
const maxRemembered = 20_000;

interface LayerFiles extends Omit<StoredLayer, 'directory'> {
  cacheId: string;
}
interface MountFiles {
  mountId: string;
  initId: string | null;
  parent: string | null;
}

const isId = (text: string | null): text is string => text !== null && /^[a-z0-9]{16,64}(-init)?$/.test(text);
const isChainId = (text: string | null): text is string => text !== null && /^sha256:[0-9a-f]{64}$/.test(text);

async function readText(files: NodeFiles, path: string): Promise<string | null> {
  try {
    return (await files.readFile(path, { maxBytes: 4096 })).toString('utf8').trim();
  } catch (error) {
    // The connection itself is gone: nothing else will answer either.
    if (isAppError(error) && error.code === 'node_lost') throw error;
    return null;
  }
}

async function namesIn(files: NodeFiles, path: string, onUnread: (why: string) => void = () => {}): Promise<string[] | null> {
  try {
    return (await files.readDirectory(path)).map((entry) => entry.name);
  } catch (error) {
    if (isAppError(error) && error.code === 'node_lost') throw error;
    onUnread(whyUnread(error));
    return null;
  }
}

/**
 * The overlay2 store (moby layer/filestore.go): `image/overlay2/layerdb/sha256/<chain ID>/cache-id` names the directory of a layer, beside it
 * `size`, `diff` and `parent`; `layerdb/mounts/<container>/mount-id`, `init-id` and `parent` are a container's. None of these files is
 * written twice, so each is read once.
 */
export class Overlay2Store {
  readonly #layers = new Map<string, LayerFiles>();
  readonly #mounts = new Map<string, MountFiles>();

  /** Never throws but for a lost connection. */
  async read(files: NodeFiles, rootDir: string): Promise<Directories> {
    const database = `${rootDir}/image/overlay2/layerdb`;
    const directory = `${rootDir}/overlay2`;
    let why = '';
    const chains = await namesIn(files, `${database}/sha256`, (code) => {
      why = code;
    });
    if (chains === null) return noDirectories(why);
    const containers = (await namesIn(files, `${database}/mounts`)) ?? [];
    const names = await namesIn(files, directory);
    const present = names && new Set(names);
    await this.#readLayers(
      files,
      database,
      chains.filter((name) => /^[0-9a-f]{64}$/.test(name)),
      present,
    );
    await this.#readMounts(
      files,
      database,
      containers.filter((name) => /^[0-9a-f]{64}$/.test(name)),
      present,
    );
    return this.#directories(directory, names);
  }

  async #readLayers(files: NodeFiles, database: string, hashes: string[], present: Set<string> | null): Promise<void> {
    const known = new Set(hashes.map((hash) => `sha256:${hash}`));
    // A layer that was removed and pulled again has another directory.
    for (const [chainId, { cacheId }] of this.#layers)
      if (!known.has(chainId) || (present && !present.has(cacheId)) || known.size > maxRemembered) this.#layers.delete(chainId);
    const unknown = hashes.filter((hash) => !this.#layers.has(`sha256:${hash}`));
    await mapLimited(unknown, inParallel, async (hash) => {
      const entry = `${database}/sha256/${hash}`;
      const [cacheId, size, diffId, parent] = await Promise.all(
        ['cache-id', 'size', 'diff', 'parent'].map((name) => readText(files, `${entry}/${name}`)),
      );
      if (!isId(cacheId ?? null)) return;
      this.#layers.set(`sha256:${hash}`, {
        cacheId: cacheId as string,
        sizeBytes: size && /^\d{1,15}$/.test(size) ? Number(size) : null,
        diffId: isChainId(diffId ?? null) ? (diffId as string) : null,
        parent: isChainId(parent ?? null) ? (parent as string) : null,
      });
    });
  }

  async #readMounts(files: NodeFiles, database: string, ids: string[], present: Set<string> | null): Promise<void> {
    const known = new Set(ids);
    for (const [id, { mountId }] of this.#mounts)
      if (!known.has(id) || (present && !present.has(mountId)) || known.size > maxRemembered) this.#mounts.delete(id);
    const unknown = ids.filter((id) => !this.#mounts.has(id));
    await mapLimited(unknown, inParallel, async (id) => {
      const [mountId, initId, parent] = await Promise.all(
        ['mount-id', 'init-id', 'parent'].map((name) => readText(files, `${database}/mounts/${id}/${name}`)),
      );
      if (!isId(mountId ?? null)) return;
      this.#mounts.set(id, {
        mountId: mountId as string,
        initId: isId(initId ?? null) ? (initId as string) : null,
        parent: isChainId(parent ?? null) ? (parent as string) : null,
      });
    });
  }

  #directories(directory: string, names: string[] | null): Directories {
    const layers = new Map<string, StoredLayer>();
    const called = new Map<string, ReturnType<Directories['nameOf']>>();
    for (const [chainId, { cacheId, ...layer }] of this.#layers) {
      layers.set(chainId, { ...layer, directory: `${directory}/${cacheId}` });
      called.set(cacheId, { kind: 'layer', chainId, containerId: null });
    }
    const readWrite: Directories['readWrite'] = new Map();
    for (const [id, { mountId, initId, parent }] of this.#mounts) {
      called.set(mountId, { kind: 'writable', chainId: null, containerId: id });
      if (initId !== null) called.set(initId, { kind: 'init', chainId: null, containerId: id });
      readWrite.set(id, {
        directory: `${directory}/${mountId}`,
        initDirectory: initId === null ? null : `${directory}/${initId}`,
        chain: chainBelow(parent, (chainId) => layers.get(chainId)?.parent ?? null),
      });
    }
    // Docker's own: short links to every layer, and the device on which it tries quotas.
    for (const name of ['l', 'backingFsBlockDev']) called.set(name, { kind: 'docker', chainId: null, containerId: null });
    const nameOf: Directories['nameOf'] = (name) =>
      called.get(name) ?? (isBuildKitName(name) ? { kind: 'build_cache', chainId: null, containerId: null } : null);
    return { layers, readWrite, listing: names && { directory, names }, nameOf, reason: null };
  }
}

/** From the base up. A loop in what the node says ends it. */
function chainBelow(top: string | null, parentOf: (chainId: string) => string | null): string[] | null {
  if (top === null) return null;
  const chain = new Set<string>();
  for (let chainId: string | null = top; chainId !== null && !chain.has(chainId); chainId = parentOf(chainId)) chain.add(chainId);
  return [...chain].reverse();
}

import { mapLimited } from '@/lib/core/async/limit';
import { isAppError } from '@/lib/core/errors';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import { type Directories, isBuildKitName, noDirectories, whyUnread } from './directories';
import { type OverlayMount, parseOverlayMount } from './overlay-mount';
import type { Snapshot, SnapshotRegister } from './snapshot-register';

const isChainId = (name: string): boolean => /^sha256:[0-9a-f]{64}$/.test(name);
const containerOf = (name: string): { id: string; init: boolean } | null => {
  const match = /^([0-9a-f]{64})(-init)?$/.exec(name);
  return match?.[1] ? { id: match[1], init: match[2] !== undefined } : null;
};

/** Where Docker's containerd may keep its snapshots: its own below Docker's folder, else the machine's. */
export function snapshotterDirectories(rootDir: string, driver: string): string[] {
  const plugin = `io.containerd.snapshotter.v1.${/^[a-z0-9]{1,32}$/.test(driver) ? driver : 'overlayfs'}`;
  return [`${rootDir}/containerd/daemon/${plugin}`, `/var/lib/containerd/${plugin}`];
}

/** Every directory of the containerd store, from the snapshotter's own register. @param names the entries of `snapshots`, where they could be listed */
export function registerDirectories({ directory, snapshots }: SnapshotRegister, names: string[] | null): Directories {
  const found = noDirectories();
  const base = `${directory}/snapshots`;
  const called = new Map<string, ReturnType<Directories['nameOf']>>();
  const ours = new Map([...snapshots].filter(([, snapshot]) => snapshot.namespace === 'moby'));
  for (const snapshot of snapshots.values()) called.set(String(snapshot.id), kindOf(snapshot));
  for (const snapshot of ours.values()) {
    const below = chainBelow(snapshot, ours);
    const files = `${base}/${snapshot.id}/fs`;
    if (isChainId(snapshot.name) && snapshot.kind === 'committed') {
      found.layers.set(snapshot.name, { directory: files, sizeBytes: null, diffId: null, parent: below.at(-1) ?? null });
    }
    const container = containerOf(snapshot.name);
    if (container && !container.init && snapshot.kind === 'active') {
      const under = snapshot.parent === null ? undefined : ours.get(snapshot.parent);
      const init = under && containerOf(under.name)?.init ? `${base}/${under.id}/fs` : null;
      found.readWrite.set(container.id, { directory: files, initDirectory: init, chain: below });
    }
  }
  found.listing = names && { directory: base, names };
  found.nameOf = (name) => called.get(name) ?? null;
  return found;
}

/** What a snapshot is for, by its name. */
function kindOf(snapshot: Snapshot): ReturnType<Directories['nameOf']> {
  const entry = { chainId: null, containerId: null };
  if (snapshot.namespace !== 'moby') return { ...entry, kind: 'other' };
  if (isChainId(snapshot.name) && snapshot.kind === 'committed') return { ...entry, kind: 'layer', chainId: snapshot.name };
  const container = containerOf(snapshot.name);
  if (container) return { ...entry, kind: container.init ? 'init' : 'writable', containerId: container.id };
  // A view is a read-only mount that a build made of a layer.
  if (snapshot.kind === 'view' || isBuildKitName(snapshot.name)) return { ...entry, kind: 'build_cache' };
  // While a layer is unpacked its snapshot has another name ("extract-…").
  return null;
}

/** The chain IDs below a snapshot, from the base up; what stands between them (`-init` of a committed container) is no layer. */
function chainBelow(snapshot: Snapshot, all: Map<string, Snapshot>): string[] {
  const chain: string[] = [];
  const met = new Set([snapshot.key]);
  for (let key = snapshot.parent; key !== null && !met.has(key); key = all.get(key)?.parent ?? null) {
    met.add(key);
    const name = all.get(key)?.name ?? '';
    if (isChainId(name)) chain.push(name);
  }
  return chain.reverse();
}

/**
 * Where the register cannot be read: a running container shows its directories in its own mount table. Its lower ones are the snapshots of
 * its chain only where there are as many; its `-init` is always the topmost.
 */
export async function mountDirectories(
  files: NodeFiles,
  containers: Iterable<{ id: string; pid: number | null; chain: string[] }>,
): Promise<Directories> {
  const found = noDirectories();
  let reason: string | null = null;
  await mapLimited(containers, 16, async ({ id, pid, chain }) => {
    if (pid === null) return;
    try {
      const text = (await files.readFile(`/proc/${pid}/mounts`, { maxBytes: 256 * 1024 })).toString('utf8');
      const mount = parseOverlayMount(text);
      if (mount) takeMount(found, id, chain, mount);
    } catch (error) {
      if (isAppError(error) && error.code === 'node_lost') throw error;
      reason = whyUnread(error);
    }
  });
  return { ...found, reason };
}

/** Layers get a directory only where nothing else can lie between them; otherwise it stays unknown. Pure but for `found`. */
export function takeMount(found: Directories, containerId: string, chain: string[], mount: OverlayMount): void {
  const { lowerDirs, upperDir } = mount;
  if (upperDir !== null)
    found.readWrite.set(containerId, { directory: upperDir, initDirectory: lowerDirs.at(-1) ?? null, chain: null });
  // A layer made by `docker commit` stands on the -init of the container it came from: then there are more directories than layers.
  if (lowerDirs.length !== chain.length + 1) return;
  chain.forEach((chainId, index) => {
    const directory = lowerDirs[index] ?? null;
    const known = found.layers.get(chainId);
    const isSame = known === undefined || known.directory === directory;
    found.layers.set(chainId, {
      directory: isSame ? directory : null,
      sizeBytes: null,
      diffId: null,
      parent: chain[index - 1] ?? null,
    });
  });
}

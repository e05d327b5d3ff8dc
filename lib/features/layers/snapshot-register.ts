import { isAppError } from '@/lib/core/errors';
import type { NodeFiles } from '@/lib/gateways/ssh/ssh-connection';
import { type BoltBucket, BoltError, type BoltValue, openBolt, readBoltMeta } from './bolt';

/** One snapshot of containerd's overlayfs snapshotter. */
export interface Snapshot {
  /** The directory is `snapshots/<id>`. */
  id: number;
  /** `<namespace>/<number>/<name>` as the register has it. */
  key: string;
  namespace: string;
  /** A chain ID, a container's id, `<container>-init`, or a name of BuildKit's own. */
  name: string;
  /** Key of the one it stands on. */
  parent: string | null;
  kind: 'view' | 'active' | 'committed';
}

/** All snapshots of a node, and the directory they lie in. */
export interface SnapshotRegister {
  /** `<root>/io.containerd.snapshotter.v1.overlayfs`. */
  directory: string;
  snapshots: Map<string, Snapshot>;
}

const kinds = ['', 'view', 'active', 'committed'] as const;
/** A register of 1,000 snapshots has about 1 MiB. */
const maxBytes = 16 * 1024 * 1024;
/** Two meta pages of the largest page size. */
const headBytes = 128 * 1024;
/** How often a register that changes while it is read is read once more. */
const tries = 4;

/**
 * The snapshots in a `metadata.db` of containerd's overlayfs snapshotter: bucket `v1`, `snapshots`, a bucket per key with `id`, `parent` and
 * `kind` (containerd core/snapshots/storage/bolt.go). An entry that does not fit is left out.
 * @throws BoltError when the file cannot be read as one
 */
export function parseSnapshots(file: Buffer): Map<string, Snapshot> {
  const found = new Map<string, Snapshot>();
  const rows = below(below(openBolt(file), 'v1'), 'snapshots');
  if (!rows) throw new BoltError('No bucket of snapshots.');
  for (const [key, row] of rows.entries()) {
    const snapshot = Buffer.isBuffer(row) ? null : parseSnapshot(key, row.entries());
    if (snapshot) found.set(key, snapshot);
  }
  return found;
}

function below(bucket: BoltBucket | null, name: string): BoltBucket | null {
  const value = bucket?.entries().get(name);
  return value === undefined || Buffer.isBuffer(value) ? null : value;
}

function parseSnapshot(key: string, values: Map<string, BoltValue>): Snapshot | null {
  const bytes = (name: string) => {
    const value = values.get(name);
    return Buffer.isBuffer(value) ? value : null;
  };
  const parts = /^([^/]+)\/\d+\/(.+)$/.exec(key);
  const id = uvarint(bytes('id'));
  const kind = kinds[bytes('kind')?.[0] ?? 0];
  if (!parts || id === null || !kind) return null;
  return {
    id,
    key,
    namespace: parts[1] ?? '',
    name: parts[2] ?? '',
    parent: bytes('parent')?.toString('utf8') || null,
    kind,
  };
}

/** encoding/binary of Go: seven bits a byte, the lowest first. */
function uvarint(bytes: Buffer | null): number | null {
  let value = 0;
  for (const [index, byte] of (bytes ?? []).entries()) {
    if (index > 6) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return value;
  }
  return null;
}

/** Reads a register again only when a transaction was written since. Never throws but for a lost connection: null is "not known". */
export class RegisterReader {
  #held: { directory: string; transaction: bigint; register: SnapshotRegister } | null = null;

  /** @param directories where the snapshotter may lie, the likeliest first. */
  async read(files: NodeFiles, directories: readonly string[]): Promise<SnapshotRegister | null> {
    let first: SnapshotRegister | null = null;
    for (const directory of directories) {
      const register = await this.#readOne(files, directory);
      // A containerd beside Docker's own has a register, too, but not of Docker's things.
      if (register && [...register.snapshots.values()].some((snapshot) => snapshot.namespace === 'moby')) return register;
      first ??= register;
    }
    return first;
  }

  async #readOne(files: NodeFiles, directory: string): Promise<SnapshotRegister | null> {
    const path = `${directory}/metadata.db`;
    const transactionNow = async () => readBoltMeta(await files.readFile(path, { maxBytes: headBytes })).transaction;
    try {
      for (let left = tries; left > 0; left--) {
        const transaction = await transactionNow();
        if (this.#held?.directory === directory && this.#held.transaction === transaction) return this.#held.register;
        const file = await files.readFile(path, { maxBytes });
        // Pages that a transaction gave up are used again by a later one: what was read while none was written is whole.
        if (readBoltMeta(file).transaction !== transaction || (await transactionNow()) !== transaction) continue;
        const register = { directory, snapshots: parseSnapshots(file) };
        this.#held = { directory, transaction, register };
        return register;
      }
      return null;
    } catch (error) {
      if (isAppError(error) && error.code === 'node_lost') throw error;
      return null;
    }
  }
}

import type { ContainerDirectories } from '@/lib/features/layers/container-directories';
import { remote } from '@/lib/gateways/ssh/remote';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import type { FileEntry, FileType } from '@/lib/shared/container-files';
import { namedEntry } from './name-of-bytes';

/** Of what find prints; stands in the command, too. */
const listMaxBytes = 4 * 1024 * 1024;

/**
 * One directory of a container, as root of its node. Of one that runs the file system is that of its first process, volumes and all; of
 * another the layers are mounted as Docker would, read-only, in a mount namespace that ends with the command. Each name of the path has to
 * be a directory in the one before it, which is where `..` leads: a link can lead nowhere else, nor one that is put there meanwhile.
 * Input: the process or `-`, the read-write layer, the layers below it apart by colons, then each name of the path in base64. What comes of
 * each entry ends with a zero byte, which no name has. Status 3: not to be listed this way.
 */
const listDirectory = remote`
unshare -m --propagation private -- /bin/sh -c '
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; export LC_ALL=C
IFS= read -r pid && IFS= read -r upper && IFS= read -r lower || exit 3
if [ "$pid" = - ]; then
  mount -t overlay overlay -o "ro,lowerdir=$upper:$lower" /mnt && cd -P /mnt || exit 3
else
  cd -P "/proc/$pid/root" && grep -F " / overlay " "/proc/$pid/mounts" | grep -qF "upperdir=$upper," || exit 3
fi
while IFS= read -r part; do
  here=$(stat -c %d:%i .)
  cd -P "./$(printf %s "$part" | base64 -d)" && [ "$(stat -c %d:%i ..)" = "$here" ] || exit 3
done
timeout 10 nice -n 10 find . -mindepth 1 -maxdepth 1 -printf "%y %m %s %U %G %T@ %f\0%l\0"
printf "E%s\0" "$?"' 2>/dev/null | head -c 4194304`;

/** What was listed, and whether that is all. */
export interface NodeListing {
  items: FileEntry[];
  isComplete: boolean;
}

/**
 * @param pid of the container's first process; null while it does not run
 * @returns null where it cannot be listed this way: a link in the path, a store that is not overlayfs, a node without unshare(1)
 * @throws AppError as {@link RootAccess.run}
 */
export async function listOnNode(
  root: Pick<RootAccess, 'run'>,
  { upper, lower }: ContainerDirectories,
  pid: number | null,
  path: string,
): Promise<NodeListing | null> {
  const parts = path.split('/').filter(Boolean);
  const encoded = parts.map((part) => Buffer.from(part).toString('base64'));
  const input = `${[pid ?? '-', upper, lower.join(':'), ...encoded].join('\n')}\n`;
  const { stdout } = await root.run(listDirectory, { input, timeoutMs: 30_000, maxBytes: listMaxBytes });
  return parseListing(stdout);
}

const types: Record<string, FileType> = {
  f: 'file',
  d: 'directory',
  l: 'link',
  b: 'device',
  c: 'device',
  p: 'pipe',
  s: 'socket',
};

/** What {@link listDirectory} printed; null when it listed nothing. */
export function parseListing(printed: Buffer): NodeListing | null {
  const items: FileEntry[] = [];
  let isComplete = false;
  let begun = false;
  for (let at = 0; at < printed.length; ) {
    const end = printed.indexOf(0, at);
    if (end < 0) break;
    const line = printed.subarray(at, end);
    at = end + 1;
    if (line[0] === 69) {
      begun = true;
      isComplete = line.toString() === 'E0';
      continue;
    }
    const fields = /^(\S) ([0-7]+) (\d+) (\d+) (\d+) (-?\d+)[.\d]* /.exec(line.subarray(0, 128).toString('latin1'));
    const target = printed.indexOf(0, at);
    if (!fields || target < 0) break;
    begun = true;
    const [head, type = '', mode = '0', size, uid, gid, seconds] = fields;
    const kind = types[type];
    const bytes = printed.subarray(at, target);
    at = target + 1;
    if (!kind) continue;
    items.push({
      ...namedEntry(line.subarray(head.length)),
      type: kind,
      mode: Number.parseInt(mode, 8),
      uid: Number(uid),
      gid: Number(gid),
      sizeBytes: kind === 'file' ? Number(size) : 0,
      mtime: new Date(Math.min(Number(seconds), 8.64e12) * 1000).toISOString(),
      target: kind === 'link' ? namedEntry(bytes).name : null,
    });
  }
  return begun ? { items, isComplete } : null;
}

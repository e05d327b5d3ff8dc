import { createHash } from 'node:crypto';
import type { LayerWriteDto } from '@/lib/shared/layers';
import { remote } from '@/lib/gateways/ssh/remote';
import { printable } from '@/lib/gateways/ssh/printable';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';

/** Bounds of one container's sample: what it wrote may be a whole file system. They stand in the command, too. */
const sampleLimits = { files: 20_000, names: 8 } as const;

/**
 * Reads the layers' directory from its first line and what lies in each further one. Sizes are those `ls -l` shows, a file with several
 * names once, directories nothing: as Docker counts them (moby pkg/directory). Of each: number of files, bytes, whether something was left
 * out, then the newest names. A line break in a name makes a line that fits nothing.
 */
const countWrites = remote`
IFS= read -r d; printf 'L\t'; ls -A -- "$d" 2>/dev/null | head -c 262144 | tr '\n' '\t'; printf '\n'
while IFS= read -r p; do
  if [ ! -d "$p" ]; then printf '%s\n' -; continue; fi
  { timeout 2 nice -n 10 find "$p" -xdev -mindepth 1 ! -type d -printf '%D:%i\t%s\t%T@\t%y\t%P\n' 2>/dev/null; printf 'E\t%s\n' "$?"; } | head -n 20001 | awk -F '\t' '
    $1 == "E" { if ($2 == 0) whole = 1; next }
    NF == 5 && $2 ~ /^[0-9]+$/ { n++; if ($4 != "c" && !seen[$1]++) bytes += $2;
      for (i = 1; i <= 8 && (i in when) && when[i] >= $3 + 0; i++) ;
      if (i <= 8) { for (k = 8; k > i; k--) if ((k - 1) in when) { when[k] = when[k-1]; line[k] = line[k-1] } when[i] = $3 + 0; line[i] = $4 "\t" $2 "\t" substr($5, 1, 200) } }
    END { printf "W\t%d\t%.0f\t%d\n", n, bytes, whole; for (i = 1; i <= 8; i++) if (i in line) print "N\t" line[i] }'
done`;

/** What was found of one container's writable layer. */
export type Writes = Omit<LayerWriteDto, 'containerId' | 'takenAt'>;

export interface WritesSample {
  byContainer: Map<string, Writes>;
  /** The same as long as the layers' directory has the same entries; null where it could not be listed. */
  stamp: string | null;
}

/** A short name of a set of entries. */
export function stampOf(names: readonly string[]): string {
  return createHash('sha256')
    .update([...names].sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/**
 * One look at what these containers have written, by one command as root.
 * @param directories container id → directory of its writable layer; overlay2 keeps the files in `diff` below it
 * @throws AppError as {@link RootAccess.run}
 */
export async function sampleWrites(
  root: Pick<RootAccess, 'run'>,
  listing: string,
  directories: ReadonlyMap<string, string>,
): Promise<WritesSample> {
  const asked = [...directories].filter(([, path]) => !/[\n\0]/.test(path));
  const input = `${[listing, ...asked.map(([, path]) => (path.endsWith('/fs') ? path : `${path}/diff`))].join('\n')}\n`;
  const { stdout } = await root.run(countWrites, { input, timeoutMs: 60_000, maxBytes: 1024 * 1024 });
  return parseWrites(
    stdout.toString('utf8'),
    asked.map(([id]) => id),
  );
}

/** @param ids of the containers, in the order they were asked for. Pure. */
export function parseWrites(text: string, ids: readonly string[]): WritesSample {
  const byContainer = new Map<string, Writes>();
  let stamp: string | null = null;
  let at = -1;
  let current: Writes | null = null;
  for (const line of text.split('\n')) {
    const [mark, ...parts] = line.split('\t');
    if (mark === 'L' && at === -1) stamp = stampOf(parts.filter(Boolean));
    else if (mark === '-' || mark === 'W') {
      at++;
      const id = ids[at];
      const [files, bytes, whole] = parts.map(Number);
      current = null;
      if (mark === '-' || id === undefined || !Number.isSafeInteger(files) || !Number.isSafeInteger(bytes)) continue;
      current = { sizeBytes: bytes ?? 0, files: files ?? 0, isWhole: whole === 1, newest: [] };
      byContainer.set(id, current);
    } else if (mark === 'N' && current && parts.length === 3 && current.newest.length < sampleLimits.names) {
      const [type, size, name = ''] = parts;
      // A character device of overlayfs says that a file of the image was removed (whiteout).
      current.newest.push({ name: printable(name), sizeBytes: Number(size) || 0, isRemoval: type === 'c' });
    }
  }
  return { byContainer, stamp };
}

import { remote } from '@/lib/gateways/ssh/remote';
import type { Look } from '../kind';
import { isTrouble, type Trouble } from '../trouble';
import { askNode } from './node';

/** A path of the node as stat(2) tells it; links are followed where `link` was not asked for. */
export interface PathStat {
  type: 'file' | 'directory' | 'link' | 'other';
  /** Permissions. */
  mode: number;
  size: number;
  inode: string;
  mtimeNs: string;
  ctimeNs: string;
}

/** Of each path, a line each: `+` type and mode in hex, size, inode, times; `-` where nothing is; `!` where it cannot be seen. */
const stats = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; export LC_ALL=C
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
while IFS= read -r p; do
  if s=$(stat -L -c '%f %s %i %.9Y %.9Z' -- "$p" 2>&1); then printf '+ %s\n' "$s"; else case "$s" in *ermission*) echo '!';; *) echo -;; esac; fi
done`;

/** By path; null where there is nothing. @throws AppError */
export async function statPaths(look: Look, paths: readonly string[]): Promise<Record<string, PathStat | null> | Trouble> {
  if (paths.length === 0) return {};
  const said = await askNode(look, stats, `${paths.join('\n')}\n`);
  if (isTrouble(said)) return said;
  const lines = said.split('\n');
  const found: Record<string, PathStat | null> = {};
  for (const [index, path] of paths.entries()) {
    const line = lines[index] ?? '!';
    if (line !== '!') found[path] = parseStat(line);
  }
  return found;
}

/** A line of {@link stats}. Pure. */
export function parseStat(line: string): PathStat | null {
  const [sign, mode = '0', size = '0', inode = '', mtime = '', ctime = ''] = line.split(' ');
  if (sign !== '+') return null;
  const bits = Number.parseInt(mode, 16);
  return {
    type: ({ 32768: 'file', 16384: 'directory', 40960: 'link' } as const)[bits & 0xf000] ?? 'other',
    mode: bits & 0o7777,
    size: Number(size),
    inode,
    mtimeNs: mtime.replace('.', ''),
    ctimeNs: ctime.replace('.', ''),
  };
}

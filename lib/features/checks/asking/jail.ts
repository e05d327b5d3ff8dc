import path from 'node:path';
import { remote } from '@/lib/gateways/ssh/remote';
import type { Look } from '../kind';
import { isTrouble, type Trouble } from '../trouble';
import { headBytes, readElfHead, readElfNeeds, type ElfHead } from './elf';
import { askNode } from './node';

/** What a program needs to start within a directory, and what of it is not there. */
export interface JailFacts {
  /** null: the program is not there; false: it is no ELF program. */
  program: boolean | null;
  loader: string | null;
  hasLoader: boolean;
  /** Libraries that were found, by name. */
  libraries: string[];
  /** The first that were not. */
  missing: string[];
}

/**
 * Parts of files below a directory, as whoever has it as root would read them: every link is followed within it. Each line of the input:
 * directory, path, offset, length, apart by tabs; each line of the output the bytes in base64, or `-` where no regular file is. With the
 * length `dirs` the directories that a loader names as its own (glibc, elf/dl-load.c, `system_dirs`) come instead.
 */
const readParts = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; export LC_ALL=C
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
t=$(printf '\t')
resolve() {
  todo=$2; real=; n=0
  while [ -n "$todo" ]; do
    case "$todo" in */*) c=$(printf '%s' "$todo" | cut -d/ -f1); todo=$(printf '%s' "$todo" | cut -d/ -f2-);; *) c=$todo; todo=;; esac
    case "$c" in ''|.) continue;; ..) real=$(dirname -- "/$real"); [ "$real" = / ] && real=; real=$(printf '%s' "$real" | sed 's,^//*,/,'); continue;; esac
    if [ -L "$1$real/$c" ]; then
      n=$((n+1)); [ $n -gt 40 ] && return 1
      to=$(readlink -- "$1$real/$c")
      case "$to" in /*) real=;; esac
      if [ -n "$todo" ]; then todo="$to/$todo"; else todo=$to; fi
    else
      [ -e "$1$real/$c" ] || return 1
      real="$real/$c"
    fi
  done
}
while IFS=$t read -r root p from length; do
  if resolve "$root" "$p" && [ -f "$root$real" ]; then
    if [ "$length" = dirs ]; then grep -azxE '/(usr/)?lib(64|32|x32)?(/[a-z0-9_]+-linux-[a-z0-9]+)?/' -- "$root$real" | head -c 2048 | base64 | tr -d '\n'
    else tail -c "+$((from+1))" -- "$root$real" | head -c "$length" | base64 | tr -d '\n'; fi
    echo
  else echo -; fi
done`;

interface Part {
  path: string;
  from: number;
  length: number | 'dirs';
}
const stringBytes = 256;
const filesAtMost = 64;

/**
 * Whether a program could start with `jail` as its root: its loader and every library that it and its libraries need, found where that
 * loader looks for them. Only headers and names are read, at most 4 KiB of a file at once, and nothing is run. Any architecture.
 * `/etc/ld.so.cache` of the directory is not read: a jail has none. @throws AppError
 */
export async function lookIntoJail(look: Look, jail: string, program: string): Promise<JailFacts | Trouble> {
  const read = partReader(look, jail.replace(/\/+$/, ''));
  const none: JailFacts = { program: null, loader: null, hasLoader: false, libraries: [], missing: [] };
  const [first] = await read([{ path: program, from: 0, length: headBytes }]);
  if (isTrouble(first)) return first;
  if (!first) return none;
  const head = readElfHead(first);
  if (!head) return { ...none, program: false };
  const facts: JailFacts = { ...none, program: true, loader: head.loader, hasLoader: head.loader === null };
  if (head.loader === null) return facts;
  const dirs = await loaderDirectories(read, head.loader);
  if (isTrouble(dirs)) return dirs;
  facts.hasLoader = dirs !== null;
  const found = new Map<string, true>();
  let files: Array<{ path: string; head: ElfHead }> = [{ path: program, head }];
  while (files.length > 0 && found.size < filesAtMost) {
    const names = await neededBy(read, files, found);
    if (isTrouble(names)) return names;
    const next: typeof files = [];
    for (const { name, runPath } of names) {
      if (found.has(name) || facts.missing.includes(name) || isLoaderItself(head.loader, name)) continue;
      const places = name.includes('/') ? [name] : [...runPath, ...(dirs ?? usualDirectories)].map((dir) => path.posix.join(dir, name));
      const heads = await read(places.map((place) => ({ path: place, from: 0, length: headBytes })));
      const trouble = heads.find(isTrouble);
      if (trouble) return trouble;
      // The loader passes over a library of another architecture.
      const fits = heads.map((bytes) => (Buffer.isBuffer(bytes) ? readElfHead(bytes) : null));
      const at = fits.findIndex((one) => one !== null && one.machine === head.machine && one.is64 === head.is64);
      const one = fits[at];
      if (!one) {
        facts.missing.push(name);
        continue;
      }
      found.set(name, true);
      next.push({ path: places[at] ?? '', head: one });
    }
    files = next;
  }
  facts.libraries = [...found.keys()];
  return facts;
}

/** Where the loader is not there to name them. */
const usualDirectories = ['/lib', '/usr/lib', '/lib64', '/usr/lib64'];
/** musl's loader and its C library are one file. */
const isMusl = (loader: string): boolean => path.posix.basename(loader).startsWith('ld-musl');
const isLoaderItself = (loader: string, name: string): boolean =>
  path.posix.basename(loader) === name || (isMusl(loader) && /^libc\.(musl|so)/.test(name));

type Read = (parts: readonly Part[]) => Promise<Array<Buffer | null | Trouble>>;

function partReader(look: Look, root: string): Read {
  return async (parts) => {
    if (parts.length === 0) return [];
    const input = parts.map((part) => [root || '/.', part.path, part.from, part.length].join('\t')).join('\n');
    const said = await askNode(look, readParts, `${input}\n`);
    if (isTrouble(said)) return parts.map(() => said);
    const lines = said.split('\n');
    return parts.map((_part, index) => {
      const line = lines[index] ?? '-';
      return line === '-' ? null : Buffer.from(line, 'base64');
    });
  };
}

/** @returns where the loader looks, null where it is not there */
async function loaderDirectories(read: Read, loader: string): Promise<string[] | null | Trouble> {
  if (/[\t\n]/.test(loader)) return null;
  const [said] = await read([{ path: loader, from: 0, length: 'dirs' }]);
  if (said === undefined || said === null || isTrouble(said)) return said ?? null;
  // As musl has it built in (ldso/dynlink.c).
  if (isMusl(loader)) return ['/lib', '/usr/local/lib', '/usr/lib'];
  const dirs = said.toString('latin1').split('\0').filter(Boolean);
  return dirs.length > 0 ? [...new Set(dirs)] : usualDirectories;
}

/** The names that files need and are not known yet, each with where its file says to look first. */
async function neededBy(read: Read, files: ReadonlyArray<{ path: string; head: ElfHead }>, found: ReadonlyMap<string, true>) {
  const dynamic = files.filter(({ head }) => head.dynamic !== null);
  const sections = await read(
    dynamic.map(({ path: file, head }) => ({ path: file, from: head.dynamic?.offset ?? 0, length: head.dynamic?.size ?? 0 })),
  );
  const trouble = sections.find(isTrouble);
  if (trouble) return trouble;
  const strings = dynamic.flatMap(({ path: file, head }, index) => {
    const section = sections[index];
    const needs = Buffer.isBuffer(section) ? readElfNeeds(head, section) : null;
    if (!needs) return [];
    const runPath = needs.runPath === null ? [] : [{ file, from: needs.runPath, isPath: true }];
    return [...runPath, ...needs.needed.map((from) => ({ file, from, isPath: false }))];
  });
  const texts = await read(strings.map(({ file, from }) => ({ path: file, from, length: stringBytes })));
  const failed = texts.find(isTrouble);
  if (failed) return failed;
  const names: Array<{ name: string; runPath: string[] }> = [];
  const runPaths = new Map<string, string[]>();
  for (const [index, { file, isPath }] of strings.entries()) {
    const bytes = texts[index];
    const text = Buffer.isBuffer(bytes) ? bytes.toString('latin1').replace(/\0.*$/s, '') : '';
    if (isPath) runPaths.set(file, text.split(':').filter(Boolean).map((dir) => dir.replace(/\$\{?ORIGIN\}?/, path.posix.dirname(file))));
    else if (text && !found.has(text) && !/[\t\n]/.test(text)) names.push({ name: text, runPath: runPaths.get(file) ?? [] });
  }
  return names;
}

import path from 'node:path';
import { remote } from '@/lib/gateways/ssh/remote';
import type { Look } from '../kind';
import { isTrouble, type Trouble } from '../trouble';
import { type ElfHead, type ElfNeeds, headBytes, readElfHead, readElfNeeds } from './elf';
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
  rest=$2 real= n=0
  while [ -n "$rest" ]; do
    IFS=/ read -r c rest <<END
$rest
END
    case "$c" in ''|.) continue;; ..) real=$(dirname "/$real"); [ "$real" = / ] && real=; continue;; esac
    if [ -L "$1$real/$c" ]; then
      n=$((n+1)); [ $n -gt 40 ] && return 1
      to=$(readlink -- "$1$real/$c")
      case "$to" in /*) real=;; esac
      if [ -n "$rest" ]; then rest="$to/$rest"; else rest=$to; fi
    else
      [ -e "$1$real/$c" ] || return 1
      real="$real/$c"
    fi
  done
}
while IFS=$t read -r root p from length; do
  if resolve "$root" "$p" && [ -f "$root$real" ]; then
    if [ "$length" = dirs ]; then grep -azxE '/(usr/)?lib(64|32|x32)?(/[a-z0-9_]+-linux-[a-z0-9]+)?/' -- "$root$real" | head -c 2048 | base64 -w 0
    elif [ "$from" = 0 ]; then head -c "$length" -- "$root$real" | base64 -w 0
    else tail -c "+$((from+1))" -- "$root$real" | head -c "$length" | base64 -w 0; fi
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
/** Names of one file that stand so near to each other are read at once, bytes. */
const spanBytes = 8_192;
/** So much is read by one command: in base64 it stays below what one question may print. */
const commandBytes = 40_000;

/**
 * Whether a program could start with `jail` as its root: its loader and every library that it and its libraries need, found where that
 * loader looks for them. Only headers and names are read, at most 16 KiB of a file at once, and nothing is run. Any architecture.
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
  if (!head.loader) return { ...none, program: true, hasLoader: true };
  const [loaderPath] = await read([{ path: program, from: head.loader.offset, length: head.loader.size }]);
  if (isTrouble(loaderPath)) return loaderPath;
  const loader = loaderPath?.toString('latin1').replace(/\0.*$/s, '') ?? '';
  const facts: JailFacts = { ...none, program: true, loader };
  const [dirs, firstNames] = await Promise.all([loaderDirectories(read, loader), neededBy(read, [{ path: program, head }])]);
  if (isTrouble(dirs)) return dirs;
  facts.hasLoader = dirs !== null;
  const found = new Set<string>();
  for (let names = firstNames; ; ) {
    if (isTrouble(names)) return names;
    const known = (name: string) => found.has(name) || facts.missing.includes(name) || isLoaderItself(loader, name);
    const fresh = new Map(
      names.flatMap((one) => (known(one.name) ? [] : [[one.name, placesOf(one, dirs ?? usualDirectories)] as const])),
    );
    if (fresh.size === 0 || found.size + fresh.size > filesAtMost) break;
    const places = [...fresh].flatMap(([name, all]) => all.map((place) => ({ name, place })));
    const heads = await read(places.map(({ place }) => ({ path: place, from: 0, length: headBytes })));
    const trouble = heads.find(isTrouble);
    if (trouble) return trouble;
    // The loader passes over a library of another architecture.
    const fits = places.flatMap(({ name, place }, index) => {
      const bytes = heads[index];
      const one = Buffer.isBuffer(bytes) ? readElfHead(bytes) : null;
      return one && one.machine === head.machine && one.is64 === head.is64 ? [{ name, path: place, head: one }] : [];
    });
    const taken = [...fresh.keys()].flatMap((name) => fits.find((one) => one.name === name) ?? []);
    for (const { name } of taken) found.add(name);
    facts.missing.push(...[...fresh.keys()].filter((name) => !found.has(name)));
    names = await neededBy(read, taken);
  }
  facts.libraries = [...found];
  return facts;
}

/** Where the loader is not there to name them. */
const usualDirectories = ['/lib', '/usr/lib', '/lib64', '/usr/lib64'];
/** musl's loader and its C library are one file. */
const isMusl = (loader: string): boolean => path.posix.basename(loader).startsWith('ld-musl');
const isLoaderItself = (loader: string, name: string): boolean =>
  path.posix.basename(loader) === name || (isMusl(loader) && /^libc\.(musl|so)/.test(name));

type Read = (parts: readonly Part[]) => Promise<Array<Buffer | null | Trouble>>;

/** Where a library may lie: at its own path, else where its file says, else where the loader looks. */
const placesOf = ({ name, runPath }: Needed, dirs: readonly string[]): string[] =>
  name.includes('/') ? [name] : [...runPath, ...dirs].map((dir) => path.posix.join(dir, name));

function partReader(look: Look, root: string): Read {
  const command = async (parts: readonly Part[]): Promise<Array<Buffer | null | Trouble>> => {
    const input = parts.map((part) => [root || '/.', part.path, part.from, part.length].join('\t')).join('\n');
    const said = await askNode(look, readParts, `${input}\n`);
    if (isTrouble(said)) return parts.map(() => said);
    const lines = said.split('\n');
    return parts.map((_part, index) => {
      const line = lines[index] ?? '-';
      return line === '-' ? null : Buffer.from(line, 'base64');
    });
  };
  return async (parts) => {
    const batches: Part[][] = [];
    let room = 0;
    for (const part of parts) {
      const bytes = part.length === 'dirs' ? 2_048 : part.length;
      if (bytes > room) {
        batches.push([]);
        room = commandBytes;
      }
      batches.at(-1)?.push(part);
      room -= bytes;
    }
    const read: Array<Buffer | null | Trouble> = [];
    for (const batch of batches) read.push(...(await command(batch)));
    return read;
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

interface Needed {
  name: string;
  runPath: string[];
}

/** The names that files need, each with where its file says to look first. */
async function neededBy(read: Read, files: ReadonlyArray<{ path: string; head: ElfHead }>): Promise<Needed[] | Trouble> {
  const dynamic = files.filter(({ head }) => head.dynamic !== null);
  const sections = await read(
    dynamic.map(({ path: file, head }) => ({ path: file, from: head.dynamic?.offset ?? 0, length: head.dynamic?.size ?? 0 })),
  );
  const trouble = sections.find(isTrouble);
  if (trouble) return trouble;
  const wanted = dynamic.flatMap(({ path: file, head }, index) => {
    const section = sections[index];
    const needs = Buffer.isBuffer(section) ? readElfNeeds(head, section) : null;
    return needs && needs.needed.length > 0 ? [{ file, needs, spans: spansOf(file, needs) }] : [];
  });
  const parts = wanted.flatMap(({ spans }) => spans);
  const texts = await read(parts);
  const failed = texts.find(isTrouble);
  if (failed) return failed;
  const stringAt = (file: string, at: number): string => {
    const index = parts.findIndex(({ path: of, from, length }) => of === file && at >= from && at < from + length);
    const bytes = texts[index];
    return Buffer.isBuffer(bytes) ? bytes.toString('latin1', at - (parts[index]?.from ?? 0)).replace(/\0.*$/s, '') : '';
  };
  return wanted.flatMap(({ file, needs }) => {
    const said = needs.runPath === null ? '' : stringAt(file, needs.runPath);
    const runPath = said.split(':').filter(Boolean);
    const here = runPath.map((dir) => dir.replace(/\$\{?ORIGIN\}?/, path.posix.dirname(file)));
    return needs.needed
      .map((at) => stringAt(file, at))
      .filter((name) => name !== '' && !/[\t\n]/.test(name))
      .map((name) => ({ name, runPath: here.filter((dir) => !/[\t\n]/.test(dir)) }));
  });
}

/** What is read of a file's table of names. */
function spansOf(file: string, { needed, runPath }: ElfNeeds): Array<{ path: string; from: number; length: number }> {
  const places = runPath === null ? needed : [...needed, runPath];
  const from = Math.min(...places);
  const length = Math.max(...places) + stringBytes - from;
  if (length <= spanBytes) return [{ path: file, from, length }];
  return places.map((place) => ({ path: file, from: place, length: stringBytes }));
}

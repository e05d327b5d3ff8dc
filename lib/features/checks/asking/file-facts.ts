import { createHash } from 'node:crypto';
import { remote } from '@/lib/gateways/ssh/remote';
import { fileMaxBytes } from '@/lib/gateways/docker/engine/container-file';
import type { Look } from '../kind';
import { isTrouble, type Trouble, troubled } from '../trouble';
import { containerOf, imageOf } from './docker';
import { askNode } from './node';
import { parseStat, type PathStat } from './node-files';

/** One file, wherever it is; links are followed unless it was asked for as a link. */
export interface FileFacts {
  type: PathStat['type'];
  mode: number;
  size: number;
  sha256: string | null;
  /** What of its text was asked for; null where it was not read, or is longer than is read. */
  text: string | null;
  /** Of the node's files. */
  inode: string | null;
  mtimeNs: string | null;
  ctimeNs: string | null;
}
/** What is asked of it beyond what it is. */
export interface FileAsk {
  path: string;
  /** `outside`: a link that leads out of this directory is told as such. */
  below: string | null;
  isLink: boolean;
  wantsText: boolean;
  wantsHash: boolean;
}

/**
 * For each line of the input (directory, path, what is wanted, apart by tabs) one line: `-` where nothing is, `!` where it cannot be seen, `^`
 * where a link leads out of the directory, else `+` with stat(1), SHA-256 and the first bytes in base64, apart by spaces.
 */
const read = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; export LC_ALL=C
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
t=$(printf '\t')
while IFS=$t read -r below p wants; do
  case "$wants" in *l*) follow=;; *) follow=-L;; esac
  if ! s=$(stat $follow -c '%f %s %i %.9Y %.9Z' -- "$p" 2>&1); then case "$s" in *ermission*) echo '!';; *) echo -;; esac; continue; fi
  if [ "$below" != - ]; then
    case "$(realpath -- "$p")/" in "$(realpath -- "$below")"/*) ;; *) echo '^'; continue;; esac
  fi
  sum=- bytes=-
  if [ -f "$p" ]; then
    if [ ! -r "$p" ]; then echo '!'; continue; fi
    case "$wants" in *h*) sum=$(sha256sum <"$p" | cut -d' ' -f1);; esac
    case "$wants" in *t*) bytes=$(head -c 32769 -- "$p" | base64 | tr -d '\n');; esac
  fi
  printf '+ %s %s %s\n' "$s" "$sum" "$bytes"
done`;
/** As the command has it: in base64, with all that stands around it, below what one question may print. */
const textMaxBytes = 32_768;

/** A file of the node, or of a directory of it. @returns null where there is nothing, `outside` where a link leads out. @throws AppError */
export async function fileOnNode(look: Look, ask: FileAsk): Promise<FileFacts | 'outside' | null | Trouble> {
  const wants = `${ask.isLink ? 'l' : ''}${ask.wantsHash ? 'h' : ''}${ask.wantsText ? 't' : ''}s`;
  const input = `${ask.below ?? '-'}\t${ask.path}\t${wants}\n`;
  const said = await look.once(`file ${input}`, () => askNode(look, read, input));
  if (isTrouble(said)) return said;
  const line = said.split('\n')[0] ?? '!';
  if (line === '!') return troubled('root_needed', ask.path);
  if (line === '^') return 'outside';
  const stat = parseStat(line);
  if (!stat) return null;
  const [sum = '-', bytes = '-'] = line.split(' ').slice(6);
  const content = bytes === '-' ? null : Buffer.from(bytes, 'base64');
  if (content && content.length > textMaxBytes) return troubled('output_limit', `${ask.path}: more than ${textMaxBytes} bytes`);
  const { type, mode, size, inode, mtimeNs, ctimeNs } = stat;
  return {
    ...{ type, mode, size, inode, mtimeNs, ctimeNs },
    sha256: sum === '-' ? null : sum,
    text: content?.toString() ?? null,
  };
}

/** A file in a container, running or not, over the Engine API. @throws AppError */
export async function fileInContainer(look: Look, container: string, ask: FileAsk): Promise<FileFacts | 'gone' | null | Trouble> {
  const about = await containerOf(look, container);
  if (!about) return 'gone';
  const file = await look.once(`archive ${about.id} ${ask.path}`, async () =>
    (await look.engine()).containers.file(about.id, ask.path),
  );
  if (!file) return null;
  const { type, mode, size, mtimeMs, content } = file;
  if (type === 'file' && !content && (ask.wantsText || ask.wantsHash))
    return troubled('output_limit', `${ask.path}: more than ${fileMaxBytes} bytes`);
  return {
    ...{ type, mode, size },
    sha256: ask.wantsHash && content ? createHash('sha256').update(content).digest('hex') : null,
    text: ask.wantsText && content ? content.toString() : null,
    ...{ inode: null, ctimeNs: null, mtimeNs: String(BigInt(mtimeMs) * 1_000_000n) },
  };
}

/** Where the files of an image's uppermost layer lie on the node; `gone` without that image. @throws AppError */
export async function topLayerOf(look: Look, ref: string): Promise<string | 'gone' | Trouble> {
  const image = await imageOf(look, ref);
  if (!image) return 'gone';
  const map = await look.layers();
  const chain = map.images.find(({ id }) => id === image.id)?.chainIds.at(-1);
  const directory = map.layers.find(({ chainId }) => chainId === chain)?.directory;
  if (!directory) return troubled(map.store === 'other' ? 'store_unknown' : 'root_needed', map.directoriesReason ?? ref);
  // overlay2 keeps its files in `diff` below a layer's directory (moby daemon/graphdriver/overlay2).
  return map.store === 'overlay2' ? `${directory}/diff` : directory;
}

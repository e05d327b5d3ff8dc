import { shortId } from '@/app/_components/format';
import { shellWord } from '@/lib/shared/shell-words';

/**
 * The name by which a directory is found on the node with one `ls`: the first 12 characters of overlay2's cache-id, or
 * `snapshots/N` of the containerd store.
 */
export function shortDirectory(directory: string): string {
  const parts = directory.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? directory;
  const name = last === 'diff' || last === 'fs' ? (parts.at(-2) ?? last) : last;
  return /^\d+$/.test(name) ? `snapshots/${name}` : name.slice(0, 12);
}

/** What a plate is called: its directory on the node, or the diff ID where the directory is not known. */
export function plateName(directory: string | null, diffId: string | null): string {
  if (directory !== null) return shortDirectory(directory);
  return diffId === null ? '—' : shortId(diffId);
}

/** The command that shows a layer's files on the node. overlay2 keeps them in `diff` below the layer's directory. */
export function listCommand(directory: string): string {
  const files = /\/overlay2\/[^/]+$/.test(directory) ? `${directory}/diff` : directory;
  return `ls -1 ${shellWord(files)}`;
}

/**
 * The Dockerfile line a layer came from, out of the image's history. Docker writes `/bin/sh -c #(nop) ADD …` (classic
 * builder) and `RUN /bin/sh -c … # buildkit`.
 */
export function createdByText(createdBy: string): string {
  const nop = /^\/bin\/sh -c #\(nop\)\s*/;
  const plain = createdBy
    .replace(/\s*# buildkit\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (nop.test(plain)) return plain.replace(nop, '');
  return plain.replace(/^RUN \/bin\/sh -c /, 'RUN ').replace(/^\/bin\/sh -c /, 'RUN ');
}

/** BuildKit's own word in every row it makes; nobody wrote it as a comment. */
export const isBuilderMark = (comment: string): boolean => /^buildkit\.dockerfile\.v\d+$/.test(comment);

/** Columns a text takes in a monospace font: Hangul and other wide characters take two. */
function columnsOf(character: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character) ? 2 : 1;
}

/** Cuts a text to so many monospace columns, with an ellipsis where something is left out. */
export function fitColumns(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    const width = columnsOf(character);
    if (used + width > columns) {
      while (kept !== '' && used + 1 > columns) {
        const last = [...kept].at(-1) ?? '';
        kept = kept.slice(0, -last.length);
        used -= columnsOf(last);
      }
      return columns < 1 ? '' : `${kept}…`;
    }
    kept += character;
    used += width;
  }
  return kept;
}

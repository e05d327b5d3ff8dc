import { shellWord } from './shell-words';

export const fileLimits = {
  /** Of a text that is shown and edited. A change is sent as the whole text, in one body of the API. */
  textMaxBytes: 256 * 1024,
  /** So many entries of a directory are sent. */
  entriesMax: 2_000,
  /** PATH_MAX (limits.h). */
  pathMaxBytes: 4_096,
  /** More than any disk of a lab has; the number has to be exact in JavaScript. */
  uploadMaxBytes: 2 ** 46,
} as const;

/** The directory that something lies in. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const pathIn = (directory: string, name: string): string => `${directory === '/' ? '' : directory}/${name}`;

const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
/** What moves a cursor, turns the direction of what stands around, or shows as nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A name as it is shown: what cannot be seen of it, and a backslash, is written as an escape of bash(1), `$'…'`. */
export const shownName = (name: string): string =>
  [...name].map((char) => (char === '\\' || unseen.test(char) ? escaped(char) : char)).join('');

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (char in escapes) return escapes[char] ?? '';
  return code < 0x80 ? `\\x${hex.padStart(2, '0')}` : code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** A word of a command line as bash(1) reads it, also where it has what cannot be seen. */
export const fileWord = (word: string): string =>
  unseen.test(word) ? `$'${shownName(word).replaceAll("'", "\\'")}'` : shellWord(word);

/** As `ls -l` writes them: `rwxr-xr-x`. */
export function modeText(mode: number): string {
  const set = (bits: number, special: boolean, mark: string): string =>
    `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${special ? (bits & 1 ? mark : mark.toUpperCase()) : bits & 1 ? 'x' : '-'}`;
  return (
    set((mode >> 6) & 7, (mode & 0o4000) !== 0, 's') +
    set((mode >> 3) & 7, (mode & 0o2000) !== 0, 's') +
    set(mode & 7, (mode & 0o1000) !== 0, 't')
  );
}

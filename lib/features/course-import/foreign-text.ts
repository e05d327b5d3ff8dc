import type { ForeignPlace, Importing } from './draft';

/** Everything that a course may not hold in a text: what is not seen, or changes the direction of what is shown. */
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Go templates and others write `{{ node.name }}`, which a course fills in: apart, the braces are only text. */
const valueLike = /\{\{(?=\s*(?:me|node|class)\.)/g;

/**
 * A text of the archive: UTF-8, ended by LF, without what a course may not hold (that is said in the losses). Lines stay where they are.
 * @returns null for what is no text
 */
export function readForeignText(importing: Pick<Importing, 'files' | 'lose'>, file: string): string | null {
  const bytes = importing.files.get(file);
  if (!bytes) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  } catch {
    return null;
  }
  return cleanText(text, file, importing.lose);
}

function cleanText(text: string, file: string, lose: Importing['lose']): string {
  let cleaned = text;
  const first = text.search(hidden);
  if (first >= 0) {
    lose(placeAt(file, text, first), 'character', nameOf(text.codePointAt(first) ?? 0));
    cleaned = text.replace(hidden, '');
  }
  const value = cleaned.search(valueLike);
  if (value < 0) return cleaned;
  lose(placeAt(file, cleaned, value), 'value', cleaned.slice(value, value + 40).split('\n')[0] ?? '');
  return cleaned.replace(valueLike, '{ {');
}

/** The same without what is not seen: entities and JSON can hold it where the file does not. */
export const visible = (text: string): string => text.replace(hidden, '');

const nameOf = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

const placeAt = (file: string, text: string, offset: number): ForeignPlace => ({
  file,
  line: text.slice(0, offset).split('\n').length,
});

/** A path as it is written in a file of the archive, from the folder of that file or from the top. @returns null where it leads out */
export function resolvePath(folder: string, written: string): string | null {
  const parts: string[] = written.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

export const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));

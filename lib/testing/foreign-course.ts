import { bytesOf } from './example-course';

/** Files of an archive out of texts, for the importers' tests. */
export const foreignFiles = (texts: Record<string, string>): Map<string, Uint8Array> =>
  new Map(Object.entries(texts).map(([path, text]) => [path, bytesOf(text)]));

/** The text of one file an import wrote. @throws Error when there is none, so that a test never passes on nothing */
export function writtenText(files: ReadonlyMap<string, Uint8Array> | null, path: string): string {
  const bytes = files?.get(path);
  if (!bytes) throw new Error(`There is no ${path} in ${[...(files?.keys() ?? [])].join(', ')}`);
  return new TextDecoder().decode(bytes);
}

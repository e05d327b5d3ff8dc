import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFolder } from '@/lib/features/courses/read-folder';

/** The worked example of docs/course-authoring.md: two steps, Korean and English. */
export const exampleFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../docs/examples/hello-course');

/** Its files, for a test to change. */
export const exampleFiles = async (): Promise<Map<string, Uint8Array>> => (await readFolder(exampleFolder)).files;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Replaces text in one file. @throws Error when the file does not hold it, so that a test never passes by changing nothing */
export function changeFile(files: Map<string, Uint8Array>, file: string, from: string, to: string): void {
  const text = new TextDecoder().decode(files.get(file));
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  files.set(file, bytesOf(text.replace(from, () => to)));
}

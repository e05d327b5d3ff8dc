import { createHash } from 'node:crypto';

/**
 * Names one version of a course: SHA-256 over each file's path, length and bytes, by path in the order of code units. The same files are
 * the same version, wherever they came from and however they were packed.
 */
export function hashFiles(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // Neither a path nor a length holds a NUL, so no two lists of files give the same bytes.
    hash.update(`${path}\0${bytes.length}\0`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

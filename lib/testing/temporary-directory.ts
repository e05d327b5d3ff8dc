import { statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Linux keeps it in memory, where syncing a file costs nothing; the databases of tests are small and soon deleted. */
const memory = '/dev/shm';
const enoughBytes = 512 * 1024 * 1024;
let parent: string | null = null;

/** A new directory for a test's database, in memory where there is room. The caller deletes it. @param name what it is for */
export function makeDirectory(name: string): Promise<string> {
  parent ??= hasRoom() ? memory : tmpdir();
  return mkdtemp(path.join(parent, `berth-${name}-`));
}

/** Containers often have 64 MiB there, and other systems nothing. */
function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
}

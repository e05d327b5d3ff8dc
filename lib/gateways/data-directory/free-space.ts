import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode } from '@/lib/shared/error-codes';

/** SQLite's write-ahead log grows to this before it is folded back (sqlite.org/wal.html): with less, the next writes may fail. */
const leastBytes = 4 * 1024 * 1024;

/** What keeps the panel from storing things; empty when nothing does. Looks at the disk, and writes nothing. */
export async function storageProblems(databaseFile: string): Promise<ErrorCode[]> {
  const directory = path.dirname(databaseFile);
  try {
    await access(directory, constants.W_OK);
    await access(databaseFile, constants.W_OK);
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize < leastBytes ? ['panel_disk_full'] : [];
  } catch {
    return ['panel_disk_full'];
  }
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '@/lib/gateways/db/create-db';

const root = path.dirname(path.dirname(import.meta.dirname));
/** Where the tools of this project keep their caches; git ignores it. */
const cache = path.join(root, 'node_modules', '.cache', 'berth');
let made: Promise<string> | null = null;

/**
 * Writes an empty database with every migration. Migrating takes seconds of a child process and the result is always the same, so it is
 * kept by the contents of `prisma/migrations` and copied, also in later runs.
 * @param file its folder exists. @throws Error with what Prisma said of a migration
 */
export async function copyMigrated(file: string): Promise<void> {
  made ??= makeOnce();
  await copyFile(await made, file);
}

/** @returns the cached file. Workers that miss it at the same moment each make one; the last rename wins, and all are equal. */
async function makeOnce(): Promise<string> {
  const file = path.join(cache, `migrated-${await hashOfMigrations()}.db`);
  if (existsSync(file)) return file;
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(path.join(cache, 'migrating-'));
  try {
    const made = path.join(directory, 'new.db');
    await migrate(root, `file:${made}`);
    // What is still in the write-ahead log goes into the one file that is copied.
    const db = new DatabaseSync(made);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    await rename(made, file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return file;
}

async function hashOfMigrations(): Promise<string> {
  const migrations = path.join(root, 'prisma', 'migrations');
  const files = (await readdir(migrations, { recursive: true })).filter((name) => name.endsWith('.sql')).sort();
  const hash = createHash('sha256');
  for (const name of files) hash.update(`${name}\n`).update(await readFile(path.join(migrations, name)));
  return hash.digest('hex').slice(0, 16);
}

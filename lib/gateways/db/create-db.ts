import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { PrismaClient } from '@prisma/client';
import { databaseFile } from './database-file';
import type { Db } from './db';
import { createSqliteAdapter } from './sqlite-adapter';

/**
 * Opens the database. SQLite runs in WAL mode with `synchronous=NORMAL`: a killed process loses nothing, a power cut at most the last
 * commits (sqlite.org/wal.html, "Performance Considerations").
 * @param url `file:<path>`
 */
export async function createDb(url: string): Promise<Db> {
  makeDirectory(url);
  const db = new PrismaClient({
    adapter: createSqliteAdapter(databaseFile(url)),
    errorFormat: 'minimal',
    // Transactions of this process wait for each other; Prisma's default of two seconds is meant for a pool of connections.
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  });
  await db.$connect();
  return db;
}

/**
 * Brings the schema up to date with `prisma migrate deploy`, which runs on the JavaScript engine (prisma.config.ts).
 * @param root the folder of package.json. @throws Error with what Prisma said, or when a newer panel has made the database.
 */
export async function migrate(root: string, url: string): Promise<void> {
  makeDirectory(url);
  if (isUpToDate(root, url)) return;
  const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js');
  await promisify(execFile)(process.execPath, [cli, 'migrate', 'deploy'], {
    cwd: root,
    env: { ...environment(), DATABASE_URL: `file:${databaseFile(url)}` },
  });
}

/**
 * Whether the database has every migration of this panel, so that nothing has to be done.
 * @throws Error when it has one that this panel does not know: what an older panel writes into it might be wrong.
 */
export function isUpToDate(root: string, url: string): boolean {
  const file = databaseFile(url);
  if (!existsSync(file)) return false;
  const known = readdirSync(path.join(root, 'prisma', 'migrations'), { withFileTypes: true });
  const wanted = known.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const done = appliedMigrations(file);
  const foreign = done.filter((name) => !wanted.includes(name));
  if (foreign.length > 0)
    throw new Error(
      `${file} was made by a newer panel (it has ${foreign.join(', ')}). Start that version, or restore a backup of this one.`,
    );
  return wanted.every((name) => done.includes(name));
}

function appliedMigrations(file: string): string[] {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  try {
    if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_prisma_migrations'").get()) return [];
    const rows = db.prepare('SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL').all();
    return rows.map((row) => String(row.name));
  } finally {
    db.close();
  }
}

function environment(): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

function makeDirectory(url: string): void {
  mkdirSync(path.dirname(databaseFile(url)), { recursive: true, mode: 0o700 });
}

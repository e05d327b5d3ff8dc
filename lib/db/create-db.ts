import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PrismaClient } from '@prisma/client';
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
    adapter: createSqliteAdapter(pathOf(url)),
    errorFormat: 'minimal',
    // Transactions of this process wait for each other; Prisma's default of two seconds is meant for a pool of connections.
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  });
  await db.$connect();
  return db;
}

/**
 * Brings the schema up to date with `prisma migrate deploy`, which runs on the JavaScript engine (prisma.config.ts).
 * @param root the folder of package.json. @throws Error with what Prisma said.
 */
export async function migrate(root: string, url: string): Promise<void> {
  makeDirectory(url);
  const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js');
  await promisify(execFile)(process.execPath, [cli, 'migrate', 'deploy'], {
    cwd: root,
    env: { ...environment(), DATABASE_URL: `file:${pathOf(url)}` },
  });
}

function environment(): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

/** An absolute path means the same to every process, wherever it stands. */
const pathOf = (url: string): string => path.resolve(url.replace(/^file:/, ''));

function makeDirectory(url: string): void {
  mkdirSync(path.dirname(pathOf(url)), { recursive: true, mode: 0o700 });
}

import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PrismaLibSQL } from '@prisma/adapter-libsql';
import { PrismaClient } from '@prisma/client';
import type { Db } from './db';

/**
 * Opens the database. SQLite runs in WAL mode with `synchronous=NORMAL`: a killed process loses nothing, a power cut at most the last
 * commits (sqlite.org/wal.html, "Performance Considerations").
 * @param url `file:<path>`
 */
export async function createDb(url: string): Promise<Db> {
  makeDirectory(url);
  const db = new PrismaClient({ adapter: new PrismaLibSQL({ url: absolute(url) }), errorFormat: 'minimal' });
  // Pragmas are SQLite's settings, not statements on our data; this is the only raw SQL of the house.
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'busy_timeout = 5000', 'foreign_keys = ON'])
    await db.$queryRawUnsafe(`PRAGMA ${pragma}`);
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
    env: { ...environment(), DATABASE_URL: absolute(url) },
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

/** libsql reads a relative path from wherever the process stands; an absolute one means the same to everybody. */
function absolute(url: string): string {
  return url.startsWith('file:') ? `file:${path.resolve(url.slice('file:'.length))}` : url;
}

function makeDirectory(url: string): void {
  if (url.startsWith('file:')) mkdirSync(path.dirname(path.resolve(url.slice('file:'.length))), { recursive: true, mode: 0o700 });
}

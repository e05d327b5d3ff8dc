import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { createAudit } from '@/lib/features/audit/create-audit';
import { joinDataDirectory, panelBeside, takeDataDirectory } from '@/lib/gateways/data-directory/lock';
import { makeFilesPrivate } from '@/lib/gateways/data-directory/private-files';
import { backUpDatabase } from '@/lib/gateways/db/back-up-database';
import { createDb, isUpToDate, migrate } from '@/lib/gateways/db/create-db';
import { databaseFile } from '@/lib/gateways/db/database-file';
import { type Env, readEnv } from '@/lib/core/env';
import type { KeysCtx } from '@/lib/features/keys/rotate-keys';
import { createLogger } from '@/lib/core/log';
import type { Actor } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { emailSchema, passwordSchema } from '@/lib/shared/accounts';
import { newId, startRuntime } from '@/lib/start-runtime';

/** An argument by its schema, or a refusal that names it. */
export const by =
  <T>(schema: z.ZodType<T>, what: string) =>
  (value: string): T => {
    const result = schema.safeParse(value);
    if (!result.success) throw new InvalidArgumentError(what);
    return result.data;
  };
export const email = by(emailSchema, 'This is no e-mail address.');

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/**
 * Where the panel's data lies: as the environment says; else where the panel of this folder runs; else where one has run. The demo keeps
 * its data apart from real use.
 */
function dataEnvironment(): Record<string, string | undefined> {
  if (process.env.BERTH_DATA_DIR || process.env.DATABASE_URL) return process.env;
  const known = ['.berth', '.berth/demo'].map((name) => path.join(root, name)).filter((d) => existsSync(`${d}/berth.db`));
  const BERTH_DATA_DIR = known.find(panelRuns) ?? known[0] ?? path.join(root, '.berth');
  return { ...process.env, BERTH_DATA_DIR };
}

const commandLine: Actor = { id: 'cli', name: 'cli', email: '', role: 'admin', teaches: new Set() };

const panelRuns = (dataDir: string): boolean => panelBeside(dataDir) !== null;

const directoriesOf = (env: Env): string[] => [env.dataDir, path.dirname(databaseFile(env.databaseUrl))];

/** Its schema is brought up to date here where no panel runs; a running one's is as it needs it. */
async function migrateAlone(env: Env): Promise<void> {
  if (isUpToDate(root, env.databaseUrl)) return;
  const lock = takeDataDirectory(directoriesOf(env), { what: 'A berth command that brings the database up to date' });
  try {
    await migrate(root, env.databaseUrl);
  } finally {
    lock.release();
  }
}

/**
 * Runs with the panel's database, as an administrator named after this command, beside a running panel or without one; no panel starts
 * in the middle. The nodes stay the panel's, unless the work takes one in with `ctx.fleet.register`.
 */
export async function withCtx(work: (ctx: Ctx) => Promise<void>): Promise<void> {
  makeFilesPrivate();
  const env = readEnv(dataEnvironment());
  await migrateAlone(env);
  const { leave } = joinDataDirectory(directoriesOf(env));
  const { runtime, stop } = await startRuntime({ ...env, logLevel: 'error' }, { connect: false });
  try {
    await work({
      ...runtime,
      actor: commandLine,
      requestId: runtime.newId(),
      address: null,
    });
  } finally {
    await stop();
    leave();
  }
}

/** Runs with the database and nothing else alive, as the only one on the data. @throws Error for the console beside a running panel */
export async function withDataAlone(what: string, work: (ctx: KeysCtx) => Promise<void>): Promise<void> {
  makeFilesPrivate();
  const env = readEnv(dataEnvironment());
  const lock = takeDataDirectory(directoriesOf(env), { what, waiting: (text) => console.error(text) });
  try {
    await migrate(root, env.databaseUrl);
    const db = await createDb(env.databaseUrl);
    const audit = createAudit({ db, log: createLogger('error'), now: () => new Date(), newId });
    try {
      await work({ db, audit, env, actor: commandLine, address: null });
    } finally {
      await db.$disconnect();
    }
  } finally {
    lock.release();
  }
}

/** Writes a copy of the database as it is at this moment, beside a running panel or without one. */
export function withBackup(file: string): void {
  makeFilesPrivate();
  backUpDatabase(readEnv(dataEnvironment()).databaseUrl, file);
}

export async function readPassword(fromStdin: boolean | undefined): Promise<{ password: string; generated: boolean }> {
  if (!fromStdin) return { password: randomBytes(12).toString('base64url'), generated: true };
  return { password: passwordSchema.parse(await readSecret()), generated: false };
}

/** Everything on standard input, without the line's end. */
export async function readSecret(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text.replace(/\r?\n$/, '');
}

export async function requireUser(ctx: Ctx, address: string) {
  const user = await ctx.db.user.findUnique({ where: { email: address } });
  if (!user) throw new Error(`There is no account ${address}. See: npm run -s berth -- user list`);
  return user;
}

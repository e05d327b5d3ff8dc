import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { migrate } from '@/lib/db/create-db';
import { readEnv } from '@/lib/env';
import type { Ctx } from '@/lib/runtime';
import { emailSchema, passwordSchema } from '@/lib/shared/accounts';
import { startRuntime } from '@/lib/start-runtime';

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

/** The panel writes its process number beside its data (server.ts). */
function panelRuns(dataDir: string): boolean {
  try {
    process.kill(Number(readFileSync(`${dataDir}/panel.pid`, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs with the panel's database, as an administrator named after this command. The nodes stay the panel's, unless the work takes one
 * in with `ctx.fleet.register`.
 */
export async function withCtx(work: (ctx: Ctx) => Promise<void>): Promise<void> {
  const env = readEnv(dataEnvironment());
  await migrate(root, env.databaseUrl);
  const { runtime, stop } = await startRuntime({ ...env, logLevel: 'error' }, { connect: false });
  try {
    await work({
      ...runtime,
      actor: { id: 'cli', name: 'cli', email: '', role: 'admin', teaches: new Set() },
      requestId: runtime.newId(),
      address: null,
    });
  } finally {
    await stop();
  }
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

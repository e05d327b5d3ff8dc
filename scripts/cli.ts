import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { createToken } from '@/lib/accounts/tokens';
import { createUser, updateUser } from '@/lib/accounts/users';
import { migrate } from '@/lib/db/create-db';
import { readEnv } from '@/lib/env';
import { isAppError } from '@/lib/errors';
import { listRegister } from '@/lib/nodes/list-register';
import { presentError } from '@/lib/present-error';
import type { Ctx } from '@/lib/runtime';
import { createUserSchema, displayNameSchema, emailSchema, passwordSchema } from '@/lib/shared/accounts';
import { roleSchema } from '@/lib/shared/common';
import { startRuntime } from '@/lib/start-runtime';

/** What must work without a browser. Answers on standard output, everything else on standard error; 2 is bad usage, 1 a failure. */
const program = new Command('berth').exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

/** An argument by its schema, or a refusal that names it. */
const by =
  <T>(schema: z.ZodType<T>, what: string) =>
  (value: string): T => {
    const result = schema.safeParse(value);
    if (!result.success) throw new InvalidArgumentError(what);
    return result.data;
  };
const email = by(emailSchema, 'This is no e-mail address.');

/** Runs with the panel's database, as an administrator named after this command. The nodes stay the panel's. */
async function withCtx(work: (ctx: Ctx) => Promise<void>): Promise<void> {
  const env = readEnv();
  await migrate(path.dirname(path.dirname(fileURLToPath(import.meta.url))), env.databaseUrl);
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

async function readPassword(fromStdin: boolean | undefined): Promise<{ password: string; generated: boolean }> {
  if (!fromStdin) return { password: randomBytes(12).toString('base64url'), generated: true };
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return { password: passwordSchema.parse(text.replace(/\r?\n$/, '')), generated: false };
}

async function requireUser(ctx: Ctx, address: string) {
  const user = await ctx.db.user.findUnique({ where: { email: address } });
  if (!user) throw new Error(`There is no account ${address}. See: npm run -s berth -- user list`);
  return user;
}

const user = program.command('user').description('accounts');
user
  .command('create')
  .requiredOption('--email <address>', 'e-mail address', email)
  .requiredOption('--name <name>', 'name', by(displayNameSchema, 'A name has 1 to 100 characters.'))
  .requiredOption('--role <role>', 'admin, instructor or student', by(roleSchema, 'It is one of: admin, instructor, student.'))
  .option('--password-stdin', 'read the password from standard input; else one is made and printed')
  .action((o: { email: string; name: string; role: z.infer<typeof roleSchema>; passwordStdin?: boolean }) =>
    withCtx(async (ctx) => {
      const { password, generated } = await readPassword(o.passwordStdin);
      await createUser(ctx, createUserSchema.parse({ ...o, password }));
      if (generated) console.log(password);
    }),
  );
user
  .command('reset-password')
  .argument('<email>', 'whose', email)
  .option('--password-stdin', 'read the password from standard input; else one is made and printed')
  .action((address: string, o: { passwordStdin?: boolean }) =>
    withCtx(async (ctx) => {
      const { id } = await requireUser(ctx, address);
      const { password, generated } = await readPassword(o.passwordStdin);
      await updateUser(ctx, { userId: id, password });
      if (generated) console.log(password);
    }),
  );
user
  .command('list')
  .option('--json', 'as one JSON document')
  .action((o: { json?: boolean }) =>
    withCtx(async (ctx) => {
      const rows = await ctx.db.user.findMany({ orderBy: { email: 'asc' } });
      const items = rows.map(({ id, email: address, name, role, disabledAt }) => ({
        id,
        email: address,
        name,
        role,
        disabled: disabledAt !== null,
      }));
      if (o.json) console.log(JSON.stringify({ items }));
      else for (const u of items) console.log(`${u.email}\t${u.role}\t${u.name}${u.disabled ? '\tdisabled' : ''}`);
    }),
  );

program
  .command('token')
  .description('personal tokens of the API')
  .command('create')
  .requiredOption('--user <address>', 'whose', email)
  .option('--name <name>', 'what it is for', by(displayNameSchema, 'A name has 1 to 100 characters.'), 'cli')
  .action((o: { user: string; name: string }) =>
    withCtx(async (ctx) => {
      const owner = await requireUser(ctx, o.user);
      const { token } = await createToken({ ...ctx, actor: { ...ctx.actor, id: owner.id } }, { name: o.name });
      console.log(token);
    }),
  );

program
  .command('node')
  .description('the register of nodes')
  .command('list')
  .option('--json', 'as one JSON document')
  .action((o: { json?: boolean }) =>
    withCtx(async (ctx) => {
      const items = await listRegister(ctx);
      if (o.json) console.log(JSON.stringify({ items }));
      else for (const n of items) console.log(`${n.name}\t${n.state}\t${n.loginUser}@${n.host}:${n.port}`);
    }),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (isAppError(error)) {
    const shown = presentError(error, {
      locale: 'en',
      requestId: 'cli',
      log: {
        debug() {},
        info() {},
        warn() {},
        error() {},
        child: () => {
          throw new Error('unused');
        },
      },
    });
    console.error(shown.message);
  } else if (error instanceof z.ZodError) {
    console.error(error.issues.map((issue) => `${issue.path.join('.') || 'password'}: ${issue.message}`).join('\n'));
  } else {
    console.error(error instanceof Error ? error.message : String(error));
  }
  process.exitCode = 1;
}

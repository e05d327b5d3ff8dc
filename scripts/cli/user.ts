import type { Command } from 'commander';
import type { z } from 'zod';
import { resetPassword } from '@/lib/features/accounts/set-password';
import { createUser } from '@/lib/features/accounts/users';
import { createUserSchema, displayNameSchema } from '@/lib/shared/accounts';
import { roleSchema } from '@/lib/shared/common';
import { by, email, readPassword, requireUser, withCtx } from './context';

/** `berth user …` */
export function addUserCommands(program: Command): void {
  const user = program.command('user').description('Manage accounts');
  user
    .command('create')
    .description('Create an account')
    .requiredOption('--email <address>', 'E-mail address', email)
    .requiredOption('--name <name>', 'Display name', by(displayNameSchema, 'A name has 1 to 100 characters.'))
    .requiredOption(
      '--role <role>',
      'Role: admin, instructor or student',
      by(roleSchema, 'It is one of: admin, instructor, student.'),
    )
    .option('--password-stdin', 'Read the password from standard input (default: generate and print one)')
    .action((o: { email: string; name: string; role: z.infer<typeof roleSchema>; passwordStdin?: boolean }) =>
      withCtx(async (ctx) => {
        const { password, generated } = await readPassword(o.passwordStdin);
        await createUser(ctx, createUserSchema.parse({ ...o, password }));
        if (generated) console.log(password);
      }),
    );
  user
    .command('reset-password')
    .description('Set a new password and end all sessions and tokens of the account')
    .argument('<email>', 'E-mail address of the account', email)
    .option('--password-stdin', 'Read the password from standard input (default: generate and print one)')
    .action((address: string, o: { passwordStdin?: boolean }) =>
      withCtx(async (ctx) => {
        const { id } = await requireUser(ctx, address);
        const { password, generated } = await readPassword(o.passwordStdin);
        await resetPassword(ctx, { userId: id, password });
        if (generated) console.log(password);
      }),
    );
  user
    .command('list')
    .description('List accounts')
    .option('--json', 'Output as JSON')
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
}

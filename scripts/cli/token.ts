import type { Command } from 'commander';
import { createToken } from '@/lib/features/accounts/tokens';
import { displayNameSchema } from '@/lib/shared/accounts';
import { by, email, requireUser, withCtx } from './context';

/** `berth token …` */
export function addTokenCommands(program: Command): void {
  program
    .command('token')
    .description('Manage personal API tokens')
    .command('create')
    .description('Create a token for an account and print it')
    .requiredOption('--user <address>', 'E-mail address of the account', email)
    .option('--name <name>', 'Name of the token', by(displayNameSchema, 'A name has 1 to 100 characters.'), 'cli')
    .action((o: { user: string; name: string }) =>
      withCtx(async (ctx) => {
        const owner = await requireUser(ctx, o.user);
        const { token } = await createToken({ ...ctx, actor: { ...ctx.actor, id: owner.id } }, { name: o.name });
        console.log(token);
      }),
    );
}

import type { Command } from 'commander';
import { createToken } from '@/lib/features/accounts/tokens';
import { displayNameSchema } from '@/lib/shared/accounts';
import { by, email, requireUser, withCtx } from './cli';

/** `berth token …` */
export function addTokenCommands(program: Command): void {
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
}

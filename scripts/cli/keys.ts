import type { Command } from 'commander';
import { resetKeys, rotateKeys } from '@/lib/features/keys/rotate-keys';
import { withBackup, withDataAlone } from './cli';

/** `berth keys …` */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('the master keys that seal credentials; the panel has to be stopped');
  keys
    .command('rotate')
    .description('make a new key, seal everything anew, remove the old one; after an end in the middle, run it again')
    .action(() =>
      withDataAlone('The command berth keys rotate', async (ctx) => {
        const { newest, resealed, unneeded, forgotten } = await rotateKeys(ctx);
        console.log(`key ${newest} seals from now on; secrets sealed anew: ${resealed}`);
        const where = ctx.env.masterKeys === undefined ? 'was removed' : 'may be removed from BERTH_MASTER_KEYS';
        for (const version of unneeded) console.log(`key ${version} ${where}; keep it with the backups made before`);
        sayForgotten(forgotten);
      }),
    );
  keys
    .command('reset')
    .description('for keys that are lost for good: make a new one and forget what cannot be opened')
    .option('--yes', 'do it; without it nothing happens')
    .action((o: { yes?: boolean }, command: Command) => {
      if (!o.yes)
        command.error('error: every stored credential that no key opens is forgotten. To do it, add --yes', { exitCode: 2 });
      return withDataAlone('The command berth keys reset', async (ctx) => {
        const { newest, forgotten } = await resetKeys(ctx);
        console.log(`key ${newest} seals from now on`);
        sayForgotten(forgotten);
      });
    });
}

function sayForgotten(names: readonly string[]): void {
  for (const name of names) console.log(`forgotten, to be given again: ${name}`);
}

/** `berth backup FILE` */
export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('copy the database to a new file, also beside a running panel; the keys are not in it')
    .argument('<file>', 'where to; it must not be there yet')
    .action((file: string) => withBackup(file));
}

import type { Command } from 'commander';
import { resetKeys, rotateKeys } from '@/lib/features/keys/rotate-keys';
import { withBackup, withDataAlone } from './context';

/** `berth keys …` */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('Manage the master keys that encrypt credentials. The panel must be stopped');
  keys
    .command('rotate')
    .description('Create a master key, re-encrypt all secrets and remove the old key. Safe to run again if interrupted')
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
    .description('Create a master key after the old ones are lost, and delete the secrets that no key decrypts')
    .option('--yes', 'Confirm the deletion (required)')
    .action((o: { yes?: boolean }, command: Command) => {
      if (!o.yes)
        command.error('error: this deletes every stored credential that no key decrypts. Add --yes to confirm', { exitCode: 2 });
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
    .description('Back up the database to a new file, without the master keys. The panel may be running')
    .argument('<file>', 'Path of the backup; must not exist')
    .action((file: string) => withBackup(file));
}

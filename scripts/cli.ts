import process from 'node:process';
import { Command } from 'commander';
import { z } from 'zod';
import { isAppError } from '@/lib/core/errors';
import { presentError } from '@/lib/core/present-error';
import { addClassCommands } from './cli/class';
import { addCourseCommands } from './cli/course';
import { addBackupCommand, addKeysCommands } from './cli/keys';
import { addNodeCommands } from './cli/node';
import { addTokenCommands } from './cli/token';
import { addUserCommands } from './cli/user';

/** What must work without a browser. Answers on standard output, everything else on standard error; 2 is bad usage, 1 a failure. */
const program = new Command('berth')
  .description('Manage a Berth panel from the command line')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
addUserCommands(program);
addTokenCommands(program);
addClassCommands(program);
addCourseCommands(program);
addNodeCommands(program);
addKeysCommands(program);
addBackupCommand(program);

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
    console.error([shown.message, ...shown.fieldErrors.map(({ path, message }) => `${path}: ${message}`)].join('\n'));
  } else if (error instanceof z.ZodError) {
    console.error(error.issues.map((issue) => `${issue.path.join('.') || 'password'}: ${issue.message}`).join('\n'));
  } else {
    console.error(error instanceof Error ? error.message : String(error));
  }
  process.exitCode = 1;
}

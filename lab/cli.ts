import process from 'node:process';
import { CommanderError } from 'commander';
import { createProgram } from './program';

// 2 is bad usage, 1 a failure.
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

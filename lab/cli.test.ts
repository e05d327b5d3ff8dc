import path from 'node:path';
import process from 'node:process';
import type { Command, CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { run } from './host';
import { createProgram } from './program';

/** What the command line says and throws, without a process of its own. */
async function lab(...argv: string[]): Promise<{ stdout: string; stderr: string; error: CommanderError | null }> {
  const said = { stdout: '', stderr: '' };
  const program = createProgram();
  const heard = (command: Command): void => {
    command.configureOutput({
      writeOut: (text) => {
        said.stdout += text;
      },
      writeErr: (text) => {
        said.stderr += text;
      },
    });
    for (const inner of command.commands) heard(inner);
  };
  heard(program);
  const error = await program.parseAsync(argv, { from: 'user' }).then(
    () => null,
    (thrown: CommanderError) => thrown,
  );
  return { ...said, error };
}

test.each([
  ['no such command', ['frobnicate'], /unknown command/],
  ['no such flag', ['up', '--frob'], /unknown option '--frob'/],
  ['a count that is no number', ['up', 'many'], /whole number from 1 to 100/],
  ['no nodes', ['up', '0'], /whole number from 1 to 100/],
  ['a base there is not', ['up', '1', '--base', 'sid'], /one of: bookworm, trixie, forky/],
  ['a store there is not', ['up', '1', '--store', 'zfs'], /one of: overlay2, containerd/],
  ['half a node', ['up', '--node', 'bookworm'], /one of: overlay2, containerd/],
  ['a store that this base cannot have', ['up', '--node', 'bookworm/containerd'], /Docker 20\.10 of bookworm has no containerd/],
  ['a node without Docker of a base that has none', ['up', '--node', 'trixie/none'], /bookworm\/none/],
  ['the same in two flags', ['up', '1', '--base', 'bookworm', '--store', 'containerd'], /no containerd image store/],
  ['a name that would leave its directory', ['down', '--name', '../x'], /lower-case letters and digits/],
  ['exec of nothing', ['exec', 'node0'], /missing required argument/],
])('%s is refused as bad usage, with a reason', async (_what, argv, reason) => {
  const { stdout, stderr, error } = await lab(...argv);
  expect(stderr).toMatch(reason);
  expect(error).toMatchObject({ name: 'CommanderError', exitCode: 1 });
  expect(stdout).toBe('');
});

test('--help lists the commands and is no error', async () => {
  const { stdout, error } = await lab('--help');
  expect(error).toMatchObject({ exitCode: 0 });
  for (const command of ['up', 'down', 'status', 'install', 'build', 'exec'])
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
});

test('bad usage ends the process with exit code 2, help with 0', async () => {
  const cli = (...argv: string[]) =>
    run([process.execPath, '--import', 'tsx', path.join(import.meta.dirname, 'cli.ts'), ...argv]);
  const [bad, help] = await Promise.all([cli('frobnicate'), cli('--help')]);
  expect([bad.code, help.code]).toEqual([2, 0]);
  expect(bad.stderr).toMatch(/unknown command/);
});

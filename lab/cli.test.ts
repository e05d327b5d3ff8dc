import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run } from './host';

const cli = path.join(path.dirname(fileURLToPath(import.meta.url)), 'cli.ts');
const lab = (...argv: string[]) => run([process.execPath, '--import', 'tsx', cli, ...argv]);

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
])('%s is refused with exit code 2 and a reason', async (_what, argv, reason) => {
  const result = await lab(...argv);
  expect(result.stderr).toMatch(reason);
  expect(result.code).toBe(2);
  expect(result.stdout).toBe('');
});

test('--help lists the commands and is no error', async () => {
  const result = await lab('--help');
  expect(result.code).toBe(0);
  for (const command of ['up', 'down', 'status', 'install', 'build', 'exec'])
    expect(result.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
});

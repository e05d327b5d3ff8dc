import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '@/lab/host';
import { kindOf, nodeKinds } from '@/lab/layout';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'demo.mjs');
const demo = (...argv: string[]) => run([process.execPath, script, ...argv]);

test.each([
  ['no such flag', ['--frob'], 'There is no --frob.'],
  ['a count that is none', ['--nodes', 'many'], 'a whole number from 1 to 30'],
  ['a base there is not', ['--base', 'sid'], 'There are no nodes of sid/overlay2.'],
  ['a base without its word', ['--base'], '--base names a Debian release.'],
  ['a store that this base cannot have', ['--base', 'bookworm', '--store', 'containerd'], 'no nodes of bookworm/containerd'],
])('%s is refused with exit code 2, before anything starts', async (_what, argv, reason) => {
  const { code, stdout, stderr } = await demo(...argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(reason);
});

test('the help names the kinds of node that the lab has, and no other', async () => {
  const { code, stdout } = await demo('--help');
  expect(code).toBe(0);
  expect(stdout.match(/\b[a-z]+\/(overlay2|containerd)\b/g)).toEqual(nodeKinds.map(kindOf));
});

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failuresOf } from './failures.mjs';

// The reports are those of the runners themselves: their form is theirs to change.
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'berth-failures-'));
  await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'));
  await writeFile(path.join(root, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(root, { recursive: true }));

async function reportOf(command: string, args: string[]) {
  const report = path.join(root, 'report.json');
  await new Promise<void>((resolve) => {
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, VITEST: undefined, FORCE_COLOR: '1' };
    execFile(path.resolve('node_modules/.bin', command), args, { cwd: root, env }, () => resolve());
  });
  return JSON.parse(await readFile(report, 'utf8'));
}

test('what failed in a run of Vitest has its name and its message, a file that cannot be run too', async () => {
  await writeFile(
    path.join(root, 'one.test.ts'),
    `import { describe, expect, test } from 'vitest';
     describe('a list', () => { test('is long', () => expect([1, 2]).toHaveLength(3)); test('is there', () => {}); });`,
  );
  await writeFile(path.join(root, 'two.test.ts'), `import './nowhere';`);
  const report = await reportOf('vitest', ['run', '--reporter=json', '--outputFile=report.json']);
  const failures = failuresOf(report, root).sort((a, b) => a.name.localeCompare(b.name));
  expect(failures.map(({ name }) => name)).toEqual(['one.test.ts > a list is long', 'two.test.ts']);
  expect(failures[0]?.message).toContain('expected [ 1, 2 ] to have a length of 3 but got 2');
  expect(failures[0]?.message.match(/ at .*/g)).toEqual([expect.stringContaining('one.test.ts:2:')]);
  expect(failures[1]?.message).toContain('nowhere');
  expect(JSON.stringify(failures)).not.toContain('\\u001b');
});

test('what failed in a run of Playwright has its name and its message, in short', async () => {
  await writeFile(
    path.join(root, 'three.spec.ts'),
    `import { expect, test } from '@playwright/test';
     test.describe('a journey', () => { test('ends', () => { expect(Array.from({ length: 200 }, (_, i) => i)).toEqual([]); }); });
     test('begins', () => {});`,
  );
  await writeFile(path.join(root, 'playwright.config.ts'), `export default { reporter: 'json', testMatch: '*.spec.ts' };`);
  const [failure, ...others] = failuresOf(await reportOf('playwright', ['test']), root);
  expect(others).toEqual([]);
  expect(failure?.name).toBe('three.spec.ts:2 > ends');
  expect(failure?.message).toContain('toEqual');
  expect(failure?.message.split('\n').length).toBe(26);
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { tarOf } from './tar';

const listed = async (...files: Parameters<typeof tarOf>[0]) =>
  execFileSync('tar', ['tv', '--quoting-style=literal', '--numeric-owner', '-f', '-'], {
    input: Buffer.from(await tarOf(files).arrayBuffer()),
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  })
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' '));

test('tar reads names of any length and letters, sizes and modes', async () => {
  const long = `${'deep/'.repeat(30)}이미지.txt`;
  expect(
    await listed(
      { path: 'Dockerfile', content: new Blob(['FROM x\n']) },
      { path: 'run.sh', content: new Blob(['x'.repeat(1_000)]), isExecutable: true },
      { path: long, content: new Blob([]) },
      { path: '한글', content: new Blob(['1']) },
    ),
  ).toEqual([
    '-rw-r--r-- 0/0 7 1970-01-01 00:00 Dockerfile',
    '-rwxr-xr-x 0/0 1000 1970-01-01 00:00 run.sh',
    `-rw-r--r-- 0/0 0 1970-01-01 00:00 ${long}`,
    '-rw-r--r-- 0/0 1 1970-01-01 00:00 한글',
  ]);
});

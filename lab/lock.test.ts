import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { withLock } from './lock';

const directory = mkdtempSync(path.join(tmpdir(), 'lab-lock-'));
afterAll(() => rmSync(directory, { recursive: true }));
const fileOf = (name: string) => path.join(directory, name);

test('one at a time, and each of them', async () => {
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      withLock(fileOf('turns'), async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(index);
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(order.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('gives the answer on, lets go when the work throws, and takes no notice of what lies in the file', async () => {
  const file = fileOf('left');
  // What a lock of process numbers would wait for: a process that lives, but is another one.
  writeFileSync(file, String(process.pid));
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(file, () => 7)).toBe(7);
});

test('a holder that was killed holds nothing', async () => {
  const file = fileOf('killed');
  const module = path.join(import.meta.dirname, 'lock.ts');
  const script = `import { withLock } from ${JSON.stringify(module)}; await withLock(${JSON.stringify(file)}, () => new Promise((r) => { console.log('held'); setTimeout(r, 600000); }));`;
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  let taken = false;
  const next = withLock(file, () => {
    taken = true;
  });
  expect(taken).toBe(false);
  holder.kill('SIGKILL');
  await next;
  expect(taken).toBe(true);
});

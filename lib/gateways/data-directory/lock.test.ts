import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataLock, joinDataDirectory, panelBeside, takeDataDirectory } from './lock';

let directory: string;
const held: Array<() => void> = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'berth-lock-'));
});
afterEach(() => {
  for (const end of held.splice(0)) end();
  rmSync(directory, { recursive: true, force: true });
});

const panel = (where = directory): DataLock => {
  const lock = takeDataDirectory([where], { what: 'panel', waitMs: 0 });
  held.push(lock.release);
  return lock;
};
const command = () => {
  const joined = joinDataDirectory([directory], 0);
  held.push(joined.leave);
  return joined;
};

/** Another process that takes the directory as a panel; resolves when it has said how that went. */
async function otherPanel(): Promise<{ said: string; child: ChildProcess }> {
  const script = `
    import { takeDataDirectory } from '@/lib/gateways/data-directory/lock';
    try {
      takeDataDirectory([process.argv[1]!], { what: 'panel' }).admitCommands();
      console.log('taken');
      setInterval(() => {}, 1_000);
    } catch (error) {
      console.log((error as Error).message);
    }`;
  const argv = ['--import', 'tsx', '--input-type=module-typescript', '-e', script, directory];
  const child = spawn(process.execPath, argv, { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'inherit'] });
  held.push(() => child.kill('SIGKILL'));
  const said = await new Promise<string>((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk).trim())));
  return { said, child };
}

test('a second panel is refused with who has it and what to do', () => {
  const first = panel();
  expect(() => panel()).toThrow('Another panel is starting on it.');
  first.admitCommands();
  expect(() => panel()).toThrow(`Another panel uses it: process ${process.pid} on ${hostname()}, since 2`);
  expect(() => panel()).toThrow('BERTH_DATA_DIR=');
  first.release();
  expect(() => panel()).not.toThrow();
});

test('the same directory by another name is the same directory', () => {
  mkdirSync(path.join(directory, 'real'));
  symlinkSync(path.join(directory, 'real'), path.join(directory, 'link'));
  panel(path.join(directory, 'real'));
  expect(() => panel(path.join(directory, 'link'))).toThrow('is in use');
});

test('one database with two data directories is refused too, and nothing stays taken', () => {
  const [one, two, data] = ['one', 'two', 'data'].map((name) => path.join(directory, name)) as [string, string, string];
  held.push(takeDataDirectory([one, data], { what: 'panel', waitMs: 0 }).release);
  expect(() => takeDataDirectory([two, data], { what: 'panel', waitMs: 0 })).toThrow('is in use');
  expect(panelBeside(two)).toBeNull();
});

test('of two that start at the same moment one is refused; a killed one is no obstacle', async () => {
  const both = await Promise.all([otherPanel(), otherPanel()]);
  const taken = both.filter(({ said }) => said === 'taken');
  expect(taken).toHaveLength(1);
  expect(both.find(({ said }) => said !== 'taken')?.said).toContain('is in use');
  const holder = taken[0]?.child;
  expect(panelBeside(directory)).toMatchObject({ what: 'panel', pid: holder?.pid });
  holder?.kill('SIGKILL');
  await new Promise((resolve) => holder?.once('close', resolve));
  expect(panelBeside(directory)).toBeNull();
  expect(() => panel()).not.toThrow();
}, 60_000);

test('commands work beside each other and beside a running panel, and know of it', () => {
  expect(command().panel).toBeNull();
  for (const end of held.splice(0)) end();
  const running = panel();
  expect(() => command()).toThrow('A panel is starting');
  running.admitCommands();
  expect(command().panel).toMatchObject({ pid: process.pid });
  expect(command().panel).toMatchObject({ pid: process.pid });
});

test('a panel waits for the commands at work, says so, and does not start in the middle of one', () => {
  const first = command();
  const second = command();
  const told: string[] = [];
  const take = () => takeDataDirectory([directory], { what: 'panel', waitMs: 0, waiting: (text) => told.push(text) });
  expect(take).toThrow('still at work');
  expect(told).toEqual([expect.stringContaining('waiting')]);
  first.leave();
  expect(take).toThrow('still at work');
  second.leave();
  held.push(take().release);
});

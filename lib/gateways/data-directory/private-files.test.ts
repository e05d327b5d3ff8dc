import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeToOthers } from './private-files';

let above: string;
let directory: string;
beforeEach(() => {
  above = mkdtempSync(path.join(tmpdir(), 'private-'));
  directory = path.join(above, 'data');
  mkdirSync(directory);
  chmodSync(directory, 0o755);
});
afterEach(() => rmSync(above, { recursive: true, force: true }));

function make(name: string, mode: number, where = directory): void {
  writeFileSync(path.join(where, name), 'x');
  chmodSync(path.join(where, name), mode);
}
const modeOf = (name = '', where = directory) => (statSync(path.join(where, name)).mode & 0o777).toString(8);

test('an open directory with its files is closed, and each change is said', () => {
  for (const name of ['berth.db', 'berth.db-wal', 'berth.db-shm', 'master.keys', 'auth.secret', 'panel.lock']) make(name, 0o644);
  const said = closeToOthers(directory, path.join(directory, 'berth.db'));
  expect(
    ['', 'berth.db', 'berth.db-wal', 'berth.db-shm', 'master.keys', 'auth.secret', 'panel.lock'].map((n) => modeOf(n)),
  ).toEqual(['700', ...Array(6).fill('600')]);
  expect(said).toHaveLength(7);
  expect(said.find((line) => line.includes('master.keys'))).toContain('was open to other accounts of this machine (mode 0644)');
  expect(closeToOthers(directory, path.join(directory, 'berth.db'))).toEqual([]);
});

test('a directory that holds other things is left as it is, what is ours in it is closed', () => {
  make('berth.db', 0o644);
  make('thesis.odt', 0o644);
  const said = closeToOthers(directory, path.join(directory, 'berth.db'));
  expect([modeOf(), modeOf('berth.db'), modeOf('thesis.odt')]).toEqual(['755', '600', '644']);
  expect(said.some((line) => line.includes('holds other files too'))).toBe(true);
});

test('a database elsewhere is closed, its directory is not', () => {
  chmodSync(above, 0o755);
  make('school.db', 0o664, above);
  closeToOthers(directory, path.join(above, 'school.db'));
  expect([modeOf('school.db', above), modeOf('', above)]).toEqual(['600', '755']);
});

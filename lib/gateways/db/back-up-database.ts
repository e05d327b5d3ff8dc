import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { databaseFile } from './database-file';

/**
 * Copies the database as it is at one moment, while others go on writing (sqlite.org/lang_vacuum.html, VACUUM INTO): one file, which needs
 * no write-ahead log. It gets its name when it is whole and was checked.
 * @throws Error for the console
 */
export function backUpDatabase(url: string, target: string): void {
  const source = databaseFile(url);
  if (!existsSync(source)) throw new Error(`There is no database at ${source}.`);
  if (statSync(target, { throwIfNoEntry: false })) throw new Error(`${target} is there already. Name a file that is not.`);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  const db = new DatabaseSync(source, { timeout: 5_000 });
  try {
    db.prepare('VACUUM INTO ?').run(unfinished);
    check(unfinished);
    renameSync(unfinished, target);
  } finally {
    db.close();
    rmSync(unfinished, { force: true });
  }
}

function check(file: string): void {
  const copy = new DatabaseSync(file, { readOnly: true });
  try {
    const said = Object.values(copy.prepare('PRAGMA quick_check').get() ?? {})[0];
    if (said !== 'ok') throw new Error(`The copy is damaged, and so may be the database: ${String(said)}`);
  } finally {
    copy.close();
  }
}

import { mkdirSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** Who has the data directory for itself. */
const holderSchema = z.object({
  /** `panel`, or the command that needs to be alone. */
  what: z.string(),
  pid: z.number(),
  /** Of the machine or the container: two containers may have the same process numbers. */
  host: z.string(),
  since: z.string(),
});
export type Holder = z.infer<typeof holderSchema>;

export interface DataLock {
  /** From here on commands may work beside the holder, and see who it is; another panel may not. */
  admitCommands(): void;
  release(): void;
}

const fileName = 'panel.lock';
/** Another process may be looking who holds the lock, for a moment. */
const glanceMs = 2_000;
/** For commands that are at work, and for a panel that is starting, in ms. */
const patienceMs = 30_000;
/** SQLITE_BUSY (sqlite.org/rescode.html). */
const busy = 5;

/**
 * Takes the data directory for this process alone, before anything in it is changed: waits for commands at work, refuses beside a panel.
 * The lock is the one SQLite has on a file, an fcntl lock of the kernel: it ends with its process however that ends, and holds between
 * containers and on network file systems as far as the database itself does.
 * @param directories the data directory, and that of the database
 * @param options.waiting is told when commands at work have to be waited for
 * @throws Error with a sentence for the console
 */
export function takeDataDirectory(
  directories: readonly string[],
  options: { what: string; waiting?: (text: string) => void; waitMs?: number },
): DataLock {
  const locks: DatabaseSync[] = [];
  const release = () => {
    process.off('exit', release);
    for (const lock of locks.splice(0)) lock.close();
  };
  // Keeps the connections from the garbage collector too, which would close them and so give the lock away.
  process.once('exit', release);
  try {
    for (const directory of distinct(directories)) locks.push(alone(directory, options));
  } catch (error) {
    release();
    throw error;
  }
  return {
    admitCommands() {
      // SQLite's RESERVED lock: readers, which the commands are, go beside it.
      for (const lock of locks) {
        lock.exec('COMMIT');
        if (!begin(lock, 'IMMEDIATE', glanceMs)) throw new Error(refusalOf(path.dirname(lock.location() ?? ''), holderOf(lock)));
      }
    },
    release,
  };
}

function alone(directory: string, options: Parameters<typeof takeDataDirectory>[1]): DatabaseSync {
  const { what, waiting, waitMs = patienceMs } = options;
  const shortMs = Math.min(glanceMs, waitMs);
  const lock = open(directory);
  const refusePanel = (): void => {
    if (!begin(lock, 'IMMEDIATE', shortMs)) throw new Error(refusalOf(directory, holderOf(lock)));
    lock.exec('ROLLBACK');
  };
  try {
    refusePanel();
    if (!begin(lock, 'EXCLUSIVE', shortMs)) {
      // Of two panels that start at the same moment the other may have been faster.
      refusePanel();
      waiting?.(`A berth command is at work on ${directory}: waiting until it has ended.`);
      if (!begin(lock, 'EXCLUSIVE', waitMs))
        throw new Error(`A berth command is still at work on ${directory}. Wait until it has ended, then start again.`);
    }
    const holder: Holder = { what, pid: process.pid, host: hostname(), since: new Date().toISOString() };
    lock.exec('CREATE TABLE IF NOT EXISTS holder (text TEXT NOT NULL); DELETE FROM holder');
    lock.prepare('INSERT INTO holder VALUES (?)').run(JSON.stringify(holder));
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * Lets a command work on the data, beside others and beside a running panel. No panel starts meanwhile: it would take the command's
 * work for what a killed panel has left behind.
 * @returns the panel that runs, null where none does, and what ends the command's part
 * @throws Error while a panel is starting for longer than {@link patienceMs}, or a command is alone in here
 */
export function joinDataDirectory(directories: readonly string[], waitMs = patienceMs): { panel: Holder | null; leave(): void } {
  const joined = distinct(directories).map((directory) => {
    const lock = open(directory);
    lock.exec(`PRAGMA busy_timeout = ${waitMs}`);
    try {
      // A read that goes on: SQLite's SHARED lock.
      lock.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    } catch (error) {
      lock.close();
      if (!isBusy(error)) throw error;
      throw new Error(`A panel is starting on ${directory}, or a berth command needs it alone. Try again when it is done.`);
    }
    return { lock, panel: panelBeside(directory) };
  });
  return {
    panel: joined.find(({ panel }) => panel !== null)?.panel ?? null,
    leave() {
      for (const { lock } of joined.splice(0)) lock.close();
    },
  };
}

/** The panel that runs on this directory; null where none does. */
export function panelBeside(directory: string): Holder | null {
  const lock = open(directory);
  try {
    if (!begin(lock, 'IMMEDIATE', 0)) return holderOf(lock) ?? { what: 'panel', pid: 0, host: '', since: '' };
    lock.exec('ROLLBACK');
    return null;
  } finally {
    lock.close();
  }
}

const open = (directory: string): DatabaseSync => new DatabaseSync(path.join(directory, fileName));

/** @returns false when somebody else has it after `waitMs` */
function begin(lock: DatabaseSync, how: 'IMMEDIATE' | 'EXCLUSIVE', waitMs: number): boolean {
  lock.exec(`PRAGMA busy_timeout = ${waitMs}`);
  try {
    lock.exec(`BEGIN ${how}`);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === busy;

/** Null while the holder is still starting: nobody may read then. */
function holderOf(lock: DatabaseSync): Holder | null {
  try {
    const row = lock.prepare('SELECT text FROM holder').get();
    return holderSchema.parse(JSON.parse(String(row?.text)));
  } catch {
    return null;
  }
}

function refusalOf(directory: string, holder: Holder | null): string {
  const who = holder
    ? `${holder.what === 'panel' ? 'Another panel' : holder.what} uses it: process ${holder.pid} on ${holder.host}, since ${holder.since}.`
    : 'Another panel is starting on it.';
  return [
    `The data directory ${directory} is in use. ${who}`,
    'Stop that one first, or give this panel a directory of its own: BERTH_DATA_DIR=/another/directory npm start',
  ].join('\n');
}

/** One lock for each directory, in one order, whatever it is called by. */
function distinct(directories: readonly string[]): string[] {
  return [
    ...new Set(
      directories.map((directory) => {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        return realpathSync(directory);
      }),
    ),
  ].sort();
}

import { chmodSync, type Stats, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Everything the panel keeps in its data directory. */
const ownFiles = /^(berth\.db(-wal|-shm|-journal)?|(master\.keys|auth\.secret)(\.[0-9]+\.new)?|panel\.lock(-journal)?)$/;
const keyFiles = /^(master\.keys|auth\.secret)/;

/** What is made from here on belongs to this account alone: files 0600, directories 0700. @returns what it was before */
export const makeFilesPrivate = (): number => process.umask(0o077);

/**
 * Closes what other accounts of this machine may read: the database holds password hashes and what was typed, the key files open every
 * credential. A directory is closed where it is the panel's alone.
 * @param databaseFile may lie elsewhere
 * @returns what was changed or could not be, a sentence each for the console
 * @throws Error when a key file is open to others and cannot be closed
 */
export function closeToOthers(dataDir: string, databaseFile: string): string[] {
  const names = readdirSync(dataDir);
  const files = new Set(names.filter((name) => ownFiles.test(name)).map((name) => path.resolve(dataDir, name)));
  for (const ending of ['', '-wal', '-shm', '-journal']) files.add(`${path.resolve(databaseFile)}${ending}`);
  const said = [...files].flatMap((file) => close(file, 0o600));
  const isOurs = /berth/i.test(path.basename(path.resolve(dataDir))) || names.every((name) => ownFiles.test(name));
  return [...(isOurs ? close(path.resolve(dataDir), 0o700) : openDirectory(dataDir)), ...said];
}

function close(file: string, mode: number): string[] {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found || !isOpen(found)) return [];
  const isKey = keyFiles.test(path.basename(file));
  try {
    chmodSync(file, mode);
  } catch (error) {
    const why = `${file} is open to other accounts of this machine (mode ${octal(found.mode)}), and this one may not close it: ${(error as Error).message}`;
    if (isKey) throw new Error(`${why}\nClose it: chmod 600 ${file}`);
    return [why];
  }
  const keys = isKey ? ' If somebody may have read it, change it (docs/operations.md, Keys).' : '';
  return [
    `${file} was open to other accounts of this machine (mode ${octal(found.mode)}); it is ${octal(mode)} from now on.${keys}`,
  ];
}

/** A directory that holds other things as well is left to whoever made it. */
function openDirectory(dataDir: string): string[] {
  if (!isOpen(statSync(dataDir))) return [];
  return [
    `${dataDir} holds other files too and is open to other accounts; the panel's files in it are not. Better give it one of its own.`,
  ];
}

const isOpen = ({ mode }: Stats): boolean => (mode & 0o077) !== 0;
const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

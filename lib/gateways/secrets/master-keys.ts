import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Outside of the database, so that a copy of the database alone opens nothing. */
export const masterKeysFile = (dataDir: string): string => path.join(dataDir, 'master.keys');

/** The master keys: from the environment, else from the data directory; null where there are none. */
export function readMasterKeys(dataDir: string, fromEnv: string | undefined): string | null {
  return fromEnv ?? readText(masterKeysFile(dataDir));
}

/** Makes the first key. @returns the keys there are, also when somebody else was faster */
export function createMasterKeys(dataDir: string): string {
  return makeOnce(masterKeysFile(dataDir), () => formatMasterKeys(new Map([[1, randomBytes(32)]])));
}

/** Puts these keys in the place of those in the data directory. */
export function writeMasterKeys(dataDir: string, keys: ReadonlyMap<number, Buffer>): void {
  const file = masterKeysFile(dataDir);
  writeAside(file, formatMasterKeys(keys), (aside) => renameSync(aside, file));
}

/** A random secret kept in the data directory, e.g. `auth.secret`; 256 bits, base64url. */
export function loadOrCreateSecret(dataDir: string, file: string, fromEnv: string | undefined): string {
  return fromEnv ?? makeOnce(path.join(dataDir, file), () => randomBytes(32).toString('base64url'));
}

/** What is there counts: of two that make it at the same moment both use the one that came first. */
function makeOnce(file: string, make: () => string): string {
  const known = readText(file);
  if (known !== null) return known;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeAside(file, make(), (aside) => {
    try {
      linkSync(aside, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    rmSync(aside);
  });
  return readFileSync(file, 'utf8').trim();
}

/** Written aside and on the disk before it gets its name: an end in the middle leaves no half key that would lock out every credential. */
function writeAside(file: string, text: string, put: (aside: string) => void): void {
  const aside = `${file}.${process.pid}.new`;
  const handle = openSync(aside, 'w', 0o600);
  writeSync(handle, `${text}\n`);
  fsyncSync(handle);
  closeSync(handle);
  put(aside);
  const directory = openSync(path.dirname(file), 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** As {@link parseMasterKeys} reads them. */
export const formatMasterKeys = (keys: ReadonlyMap<number, Buffer>): string =>
  [...keys].map(([version, key]) => `${version}:${key.toString('base64')}`).join(',');

/**
 * Reads `1:<base64 of 32 bytes>[,2:…]`.
 * @throws Error with a sentence for the console.
 */
export function parseMasterKeys(text: string): Map<number, Buffer> {
  const keys = new Map<number, Buffer>();
  for (const part of text.trim().split(',')) {
    const match = /^\s*([1-9][0-9]{0,5}):([A-Za-z0-9+/]{43}=)\s*$/.exec(part);
    if (!match?.[1] || !match[2]) {
      throw new Error(
        'BERTH_MASTER_KEYS is not right: it looks like 1:<base64 of 32 bytes>, made with: echo "1:$(openssl rand -base64 32)"',
      );
    }
    const version = Number(match[1]);
    if (keys.has(version)) throw new Error(`BERTH_MASTER_KEYS has version ${version} twice.`);
    keys.set(version, Buffer.from(match[2], 'base64'));
  }
  return keys;
}

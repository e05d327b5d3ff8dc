import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The master keys: from the environment, else from `<dataDir>/master.keys`, else made there (mode 0600). They lie outside the
 * database, so that a copy of the database alone opens nothing.
 */
export function loadOrCreateMasterKeys(dataDir: string, fromEnv: string | undefined): string {
  return fromEnv ?? loadOrCreate(dataDir, 'master.keys', () => `1:${randomBytes(32).toString('base64')}`);
}

/** A random secret kept in the data directory, e.g. `auth.secret`; 256 bits, base64url. */
export function loadOrCreateSecret(dataDir: string, file: string, fromEnv: string | undefined): string {
  return fromEnv ?? loadOrCreate(dataDir, file, () => randomBytes(32).toString('base64url'));
}

function loadOrCreate(dataDir: string, name: string, make: () => string): string {
  const file = path.join(dataDir, name);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const text = make();
  // Written aside and renamed: a kill in the middle leaves no half key that would lock out every credential.
  writeFileSync(`${file}.new`, `${text}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return text;
}

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

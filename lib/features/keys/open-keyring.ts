import path from 'node:path';
import type { Db } from '@/lib/gateways/db/db';
import type { Env } from '@/lib/core/env';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import { createMasterKeys, masterKeysFile, readMasterKeys } from '@/lib/gateways/secrets/master-keys';
import { keyVersionOf, type SealedValue, sealedValues } from './sealed-values';

/** Whether these keys open it. */
export function opens(keyring: Keyring, { sealed, context }: SealedValue): boolean {
  try {
    keyring.open(sealed, context);
    return true;
  } catch {
    return false;
  }
}

/**
 * The keyring of this database. Keys are made only where nothing is sealed yet: made anew beside sealed values they would hide that the
 * right ones are missing, and what is typed from then on would be lost with their return.
 * @throws Error with what to do, for the console, when the keys open nothing of what one key has sealed
 */
export async function openKeyring(db: Db, env: Pick<Env, 'dataDir' | 'masterKeys'>): Promise<Keyring> {
  const values = await sealedValues(db);
  const keys = readMasterKeys(env.dataDir, env.masterKeys);
  if (keys === null) {
    if (values.length > 0) throw new Error(lost(env, values, 'the master keys are missing'));
    return createKeyring(createMasterKeys(env.dataDir));
  }
  const keyring = createKeyring(keys);
  // One by one they may be damaged or moved; a whole key's worth of them is a wrong or missing key.
  for (const version of new Set(values.map(keyVersionOf))) {
    const sealedByIt = values.filter((value) => keyVersionOf(value) === version);
    if (!sealedByIt.some((value) => opens(keyring, value)))
      throw new Error(lost(env, sealedByIt, `the master keys open none of what key ${version} has sealed`));
  }
  return keyring;
}

function lost(
  { dataDir, masterKeys }: Pick<Env, 'dataDir' | 'masterKeys'>,
  values: readonly SealedValue[],
  what: string,
): string {
  const file = path.resolve(masterKeysFile(dataDir));
  return [
    `The database holds ${values.length} sealed ${values.length === 1 ? 'secret' : 'secrets'} (${values[0]?.name} …), and ${what}.`,
    masterKeys === undefined
      ? `Put back the keys that belong to this database: ${file}, mode 0600, from where it is kept apart from the backups.`
      : 'Put the keys that belong to this database into BERTH_MASTER_KEYS; it counts instead of the file master.keys.',
    'Where they are lost for good: npm run -s berth -- keys reset   (makes a new key; every credential it cannot open has to be given again)',
  ].join('\n');
}

import { randomBytes } from 'node:crypto';
import type { Audit, AuditCtx } from '@/lib/features/audit/audit';
import type { Db } from '@/lib/gateways/db/db';
import type { Env } from '@/lib/core/env';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { formatMasterKeys, parseMasterKeys, readMasterKeys, writeMasterKeys } from '@/lib/gateways/secrets/master-keys';
import { openKeyring, opens } from './open-keyring';
import { keyVersionOf, sealedValues } from './sealed-values';

/** What a change of keys needs; nobody else may be working on the database. */
export interface KeysCtx extends AuditCtx {
  db: Db;
  audit: Audit;
  env: Pick<Env, 'dataDir' | 'masterKeys'>;
}

export interface Rotation {
  /** The key that seals from now on. */
  newest: number;
  resealed: number;
  /** Older keys: removed from the file, or to be removed from the environment, since nothing needs them. */
  unneeded: number[];
  /** What was damaged and could be opened by no key: taken away, and so asked for again. */
  forgotten: string[];
}

/**
 * Makes a new key, seals everything anew under it, and removes the older ones. Ended in the middle it goes on where it stood, without
 * another key. Keys from the environment are the operator's: there everything is sealed under the highest that is given.
 * @throws Error for the console when the keys do not belong to this database
 */
export async function rotateKeys(ctx: KeysCtx): Promise<Rotation> {
  const { db, env } = ctx;
  // Holds also that each key is the right one, so that what does not open below is damaged.
  await openKeyring(db, env);
  const inFile = env.masterKeys === undefined;
  const keys = parseMasterKeys(readMasterKeys(env.dataDir, env.masterKeys) ?? '');
  if (inFile && keys.size === 1) {
    keys.set(Math.max(...keys.keys()) + 1, randomBytes(32));
    // On the disk before anything is sealed by it.
    writeMasterKeys(env.dataDir, keys);
  }
  const newest = Math.max(...keys.keys());
  await ctx.audit.did(ctx, 'keys.rotate', 'panel', { key: newest });
  const keyring = createKeyring(formatMasterKeys(keys));
  const forgotten: string[] = [];
  let resealed = 0;
  for (const value of await sealedValues(db)) {
    if (!opens(keyring, value)) {
      forgotten.push(value.name);
      await value.replace(null);
    } else if (keyVersionOf(value) !== newest) {
      await value.replace(keyring.seal(keyring.open(value.sealed, value.context), value.context));
      resealed += 1;
    }
  }
  const unneeded = [...keys.keys()].filter((version) => version !== newest);
  for (const version of unneeded) keys.delete(version);
  if (inFile) writeMasterKeys(env.dataDir, keys);
  return { newest, resealed, unneeded, forgotten };
}

/**
 * For keys that are lost for good: makes a new one and takes away what no key opens, so that it is asked for again.
 * @returns what was taken away
 */
export async function resetKeys(ctx: KeysCtx): Promise<{ newest: number; forgotten: string[] }> {
  const { db, env } = ctx;
  const given = readMasterKeys(env.dataDir, env.masterKeys);
  const keys = given === null ? new Map<number, Buffer>() : parseMasterKeys(given);
  const values = await sealedValues(db);
  const lost = given === null ? values : values.filter((value) => !opens(createKeyring(given), value));
  if (env.masterKeys === undefined && (given === null || lost.length > 0)) {
    // Never a number that was in use: should the lost key come back, the two are not taken for one another.
    keys.set(Math.max(0, ...keys.keys(), ...values.map(keyVersionOf)) + 1, randomBytes(32));
    writeMasterKeys(env.dataDir, keys);
  }
  await ctx.audit.did(ctx, 'keys.reset', 'panel', { forgotten: lost.length });
  for (const value of lost) await value.replace(null);
  return { newest: Math.max(...keys.keys()), forgotten: lost.map(({ name }) => name) };
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { Keyring, SealContext } from './keyring';
import { parseMasterKeys } from './master-keys';

const algorithm = 'aes-256-gcm';

/** The bytes a sealed value is bound to, in one fixed order. */
function additionalData(version: number, c: SealContext): Buffer {
  return Buffer.from(JSON.stringify([version, c.table, c.id, c.field, c.host ?? null, c.port ?? null]));
}

/**
 * AES-256-GCM with a random 96-bit nonce per value (NIST SP 800-38D 8.2.2); the highest key version seals.
 * @throws Error when the keys are malformed.
 */
export function createKeyring(masterKeys: string): Keyring {
  const keys = parseMasterKeys(masterKeys);
  const newest = Math.max(...keys.keys());
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(algorithm, keyOf(newest), nonce).setAAD(additionalData(newest, context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return [
        `v${newest}`,
        nonce.toString('base64url'),
        cipher.getAuthTag().toString('base64url'),
        body.toString('base64url'),
      ].join('.');
    },
    open(sealed, context) {
      const [version, nonce, tag, body] = sealed.split('.');
      try {
        const number = Number(version?.slice(1));
        const decipher = createDecipheriv(algorithm, keyOf(number), Buffer.from(nonce ?? '', 'base64url'), { authTagLength: 16 });
        decipher.setAAD(additionalData(number, context)).setAuthTag(Buffer.from(tag ?? '', 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(body ?? '', 'base64url')), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('credential_unreadable', { cause });
      }
    },
  };

  function keyOf(version: number): Buffer {
    const key = keys.get(version);
    if (!key) throw new Error(`No master key of version ${version}`);
    return key;
  }
}

import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto';

export interface SigningKey {
  /** Ed25519 (RFC 8032) over the bytes as they are; 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
  /** PEM, for whoever checks a signature. */
  publicPem: string;
}

/** PKCS #8 around the 32 bytes of an Ed25519 private key (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The panel's key for what it hands out as its word: the same for as long as the panel keeps its secret. */
export function signingKeyOf(secret: string): SigningKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'berth exports ed25519', 32));
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return { sign: (bytes) => sign(null, bytes, key), publicPem };
}

import { createPrivateKey } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { ownFields } from '@/lib/core/bytes/own';

/** Why a private key cannot be used; a text for each in `input` of the message files. */
export type KeyFault =
  | 'private_key_public'
  | 'private_key_passphrase_missing'
  | 'private_key_passphrase_wrong'
  | 'private_key_format'
  | 'private_key_unreadable';

/**
 * Reads a private key: OpenSSH's format, PEM (PKCS#1, SEC1), PKCS#8 of RSA and ECDSA, and PuTTY 2 of RSA.
 * @param passphrase not looked at where the key has none
 */
export function parsePrivateKey(text: string, passphrase: string | undefined): ParsedKey | KeyFault {
  const plain = /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(text) ? fromPkcs8(text, passphrase) : { text };
  if ('fault' in plain) return plain.fault;
  const parsed = ssh2.utils.parseKey(plain.text, passphrase);
  if (parsed instanceof Error) return faultOf(text, parsed.message);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!key?.isPrivateKey()) return 'private_key_public';
  ownFields(key); // held as long as the connection
  return key;
}

/** Why this private key cannot be used with this passphrase; null when it can. */
export function checkPrivateKey(privateKey: string, passphrase: string | undefined): KeyFault | null {
  const parsed = parsePrivateKey(privateKey, passphrase);
  return typeof parsed === 'string' ? parsed : null;
}

/** ssh2 reads no PKCS#8 (RFC 5958), which `openssl genpkey` and many clouds give: node:crypto makes PKCS#1 or SEC1 of it. */
function fromPkcs8(text: string, passphrase: string | undefined): { text: string } | { fault: KeyFault } {
  if (text.includes('ENCRYPTED') && !passphrase) return { fault: 'private_key_passphrase_missing' };
  try {
    const key = createPrivateKey({ key: text, format: 'pem', ...(passphrase && { passphrase }) });
    const types = { rsa: 'pkcs1', ec: 'sec1' } as const;
    const type = types[key.asymmetricKeyType as keyof typeof types];
    if (!type) return { fault: 'private_key_format' };
    return { text: key.export({ type, format: 'pem' }).toString() };
  } catch {
    return { fault: text.includes('ENCRYPTED') ? 'private_key_passphrase_wrong' : 'private_key_unreadable' };
  }
}

/** ssh2 has one class of error and words for each cause (lib/protocol/keyParser.js). */
function faultOf(text: string, message: string): KeyFault {
  if (/no passphrase given/.test(message)) return 'private_key_passphrase_missing';
  if (/integrity check failed|Bad passphrase/i.test(message)) return 'private_key_passphrase_wrong';
  if (/^PuTTY-User-Key-File-|^---- BEGIN SSH2/m.test(text)) return 'private_key_format';
  return 'private_key_unreadable';
}

/**
 * A new Ed25519 key pair in OpenSSH's format; the public one as `<type> <base64>`. ssh2 drops leading zero bytes of the public key, so one
 * of its pairs in 256 is damaged (lib/keygen.js, parseDERs): such a one is made anew.
 */
export function makeKeyPair(): { publicKey: string; privateKey: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (checkPrivateKey(pair.private, undefined) !== null) continue;
    return { publicKey: pair.public.split(' ').slice(0, 2).join(' '), privateKey: pair.private };
  }
}

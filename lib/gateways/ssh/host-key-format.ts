import { createHash, createPublicKey, timingSafeEqual } from 'node:crypto';
import ssh2 from 'ssh2';
import type { HostKeyDto } from '@/lib/shared/nodes';

/** `<type> <base64>` of a raw host key: the blob begins with its type as a string (RFC 4253 6.6). */
export function formatHostKey(blob: Buffer): string {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const type = blob
    .subarray(4, 4 + Math.min(length, 64))
    .toString('latin1')
    .replace(/[^a-z0-9@.-]/g, '?');
  return `${type} ${blob.toString('base64')}`;
}

/** Type and fingerprint as `ssh-keygen -lf` prints it; null for null. */
export function presentHostKey(key: string | null): HostKeyDto | null {
  const [type, blob] = key?.split(' ') ?? [];
  if (!type || !blob) return null;
  return {
    type,
    sha256: `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')}`,
  };
}

/** Is this the approved key? Compares the whole key, in constant time. */
export function isSameHostKey(approved: string, offered: Buffer): boolean {
  const blob = Buffer.from(approved.split(' ')[1] ?? '', 'base64');
  return blob.length === offered.length && timingSafeEqual(blob, offered);
}

/** The length of an RSA key in bits, as sshd measures it (sshd_config(5), RequiredRSASize); null for a key of another type. */
export function rsaBits(blob: Buffer): number | null {
  const key = formatHostKey(blob);
  if (!key.startsWith('ssh-rsa ')) return null;
  const parsed = ssh2.utils.parseKey(key);
  if (parsed instanceof Error) return 0;
  const [first] = Array.isArray(parsed) ? parsed : [parsed];
  return createPublicKey(first?.getPublicPEM() ?? '').asymmetricKeyDetails?.modulusLength ?? 0;
}

/**
 * A host key as people copy it: a line of known_hosts or of a `.pub` file, or its `<type> <base64>` alone.
 * @returns `<type> <base64>`, or null when it is none of these or the key is not of the type it says
 */
export function readHostKey(text: string): string | null {
  const words = text.trim().split(/\s+/);
  const at = words.findIndex((word) => keyTypes.has(word));
  const [type, base64] = [words[at], words[at + 1]];
  // known_hosts: names before it, a comment after; a marker like @revoked is no key to trust (sshd(8)).
  if (!type || !base64 || at > 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const blob = Buffer.from(base64, 'base64');
  return blob.length > 32 && formatHostKey(blob) === `${type} ${blob.toString('base64')}`
    ? `${type} ${blob.toString('base64')}`
    : null;
}

const keyTypes: ReadonlySet<string> = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
]);

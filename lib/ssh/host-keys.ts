import { createHash, timingSafeEqual } from 'node:crypto';
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

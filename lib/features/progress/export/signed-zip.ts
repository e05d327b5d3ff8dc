import { createHash } from 'node:crypto';
import type { Evidence } from '@prisma/client';
import { strToU8, zipSync } from 'fflate';
import type { SigningKey } from '@/lib/gateways/secrets/signing-key';
import type { Gathered } from './gather';
import { chainHead, progressJson } from './progress-json';
import { progressCsv } from './tables';
import { xapiLines } from './xapi';

/** What stands in an archive beside its own files, one line each. */
const aboutSigning = `manifest.json     SHA-256 of these files, and where the chain of evidence ends
manifest.sig      Ed25519 over the bytes of manifest.json, 64 bytes
public-key.pem    the panel's key; compare it with the one of an earlier export

    openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
`;

/** What the files of progress are, one line each. */
export const aboutProgress = `progress.csv      every step of every student
progress.json     the same, with the evidence it rests on: each record's hash covers the one before
statements.jsonl  xAPI statements
`;

/** The progress of a class as files. */
export function progressFiles(gathered: Gathered, evidence: readonly Evidence[]): Record<string, Uint8Array> {
  return {
    'progress.csv': strToU8(progressCsv(gathered)),
    'progress.json': strToU8(progressJson(gathered, evidence)),
    'statements.jsonl': strToU8(xapiLines(gathered)),
  };
}

/**
 * Files in one archive, signed by the panel: the manifest names the hash of each, and the signature is over the manifest.
 * @param head what the manifest says beside that
 * @param about what each file is, one line each
 */
export function signedZip(
  files: Record<string, Uint8Array>,
  { head, about, at, key }: { head: Record<string, unknown>; about: string; at: Date; key: SigningKey },
): Uint8Array<ArrayBuffer> {
  const hashes = Object.entries(files).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);
  const manifest = strToU8(`${JSON.stringify({ ...head, at: at.toISOString(), files: Object.fromEntries(hashes) }, null, 2)}\n`);
  return zipSync(
    {
      ...files,
      'manifest.json': manifest,
      'manifest.sig': new Uint8Array(key.sign(manifest)),
      'public-key.pem': strToU8(key.publicPem),
      'README.txt': strToU8(about + aboutSigning),
    },
    { mtime: at },
  );
}

/** Which class and course it is of, and where the evidence ends. */
export const progressHead = (
  { classId, className, course }: Gathered,
  evidence: readonly Evidence[],
): Record<string, unknown> => ({
  ...{ classId, className, course: course.id, courseHash: course.hash, chain: chainHead(evidence) },
});

import { createHash } from 'node:crypto';
import type { Evidence } from '@prisma/client';
import { strToU8, zipSync } from 'fflate';
import type { SigningKey } from '@/lib/gateways/secrets/signing-key';
import type { Gathered } from './gather';
import { chainHead, progressJson } from './progress-json';
import { progressCsv } from './tables';
import { xapiLines } from './xapi';

const readme = `progress.csv      every step of every student
progress.json     the same, with the evidence it rests on: each record's hash covers the one before
statements.jsonl  xAPI statements
manifest.json     SHA-256 of these files, and where the chain of evidence ends
manifest.sig      Ed25519 over the bytes of manifest.json, 64 bytes
public-key.pem    the panel's key; compare it with the one of an earlier export

    openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
`;

/** Everything about a class in one archive, signed by the panel. */
export function signedZip(gathered: Gathered, evidence: readonly Evidence[], key: SigningKey): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {
    'progress.csv': strToU8(progressCsv(gathered)),
    'progress.json': strToU8(progressJson(gathered, evidence)),
    'statements.jsonl': strToU8(xapiLines(gathered)),
  };
  const { classId, className, course, at } = gathered;
  const manifest = strToU8(
    `${JSON.stringify(
      {
        ...{ classId, className, course: course.id, courseHash: course.hash, at: at.toISOString(), chain: chainHead(evidence) },
        files: Object.fromEntries(
          Object.entries(files).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
        ),
      },
      null,
      2,
    )}\n`,
  );
  return zipSync(
    {
      ...files,
      'manifest.json': manifest,
      'manifest.sig': new Uint8Array(key.sign(manifest)),
      'public-key.pem': strToU8(key.publicPem),
      'README.txt': strToU8(readme),
    },
    { mtime: at },
  );
}

// The built pages, and whether they are of this source. Plain JavaScript without packages: scripts/demo.mjs runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const stampFile = '.next/berth-fingerprint';
const sources = ['app', 'lib', 'public', 'prisma/schema.prisma', 'next.config.js', 'package-lock.json', 'tsconfig.json'];

/** One number for everything the pages are made of, as it is now. */
export function pagesFingerprint() {
  const hash = createHash('sha256');
  const walk = (entry) => {
    if (!existsSync(entry)) return;
    if (statSync(entry).isDirectory()) for (const name of readdirSync(entry).sort()) walk(path.join(entry, name));
    else if (!/\.(test|int\.test)\.tsx?$/.test(entry)) hash.update(entry).update(readFileSync(entry));
  };
  for (const entry of sources) walk(entry);
  return hash.digest('hex');
}

/** Were the pages that lie in .next built from a source of this number? */
export const pagesAreOf = (fingerprint) =>
  existsSync('.next/BUILD_ID') && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint;

/** After a build: what it was made of, so that nobody builds the same again. */
export const stampPages = (fingerprint) => writeFileSync(stampFile, fingerprint);

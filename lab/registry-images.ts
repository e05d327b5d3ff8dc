import { cpSync, existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Blob, digestOf, imagePath, standIns } from './images';

/**
 * Puts every stand-in that is not there into a registry's directory, as docker-registry(1) lays it out (distribution,
 * registry/storage/paths.go): no lab pushes megabytes that are the same in all of them. Blobs are links to those of the cache; the registry
 * replaces and removes files, and never writes into one.
 * @param root its `rootdirectory`
 */
export function placeImages(root: string): void {
  const v2 = `${root}/docker/registry/v2`;
  for (const { name, tag } of standIns) {
    const directory = imagePath(name);
    const repository = `${v2}/repositories/library/${name}`;
    const current = `${repository}/_manifests/tags/${tag}/current/link`;
    const text = readFileSync(`${directory}/manifest.json`, 'utf8');
    const digest = digestOf(text);
    if (existsSync(current) && readFileSync(current, 'utf8') === digest) continue;
    const manifest = JSON.parse(text) as { config: Blob; layers: Blob[] };
    for (const blob of [manifest.config, ...manifest.layers]) {
      placeBlob(v2, blob.digest, `${directory}/${blob.digest.slice(7)}`);
      placeLink(`${repository}/_layers`, blob.digest);
    }
    placeBlob(v2, digest, `${directory}/manifest.json`);
    placeLink(`${repository}/_manifests/revisions`, digest);
    placeLink(`${repository}/_manifests/tags/${tag}/index`, digest);
    mkdirSync(path.dirname(current), { recursive: true });
    writeFileSync(current, digest);
  }
}

function placeBlob(v2: string, digest: string, file: string): void {
  const hex = digest.slice(7);
  const directory = `${v2}/blobs/sha256/${hex.slice(0, 2)}/${hex}`;
  if (existsSync(`${directory}/data`)) return;
  mkdirSync(directory, { recursive: true });
  try {
    linkSync(file, `${directory}/data`);
  } catch (error) {
    // The cache is on another file system.
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(file, `${directory}/data`);
  }
}

function placeLink(directory: string, digest: string): void {
  mkdirSync(`${directory}/sha256/${digest.slice(7)}`, { recursive: true });
  writeFileSync(`${directory}/sha256/${digest.slice(7)}/link`, digest);
}

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basePath } from './bases';
import { must, waitFor } from './host';
import { cacheRoot, mirrorPort, nodeDirectory, registryName, registryOf } from './layout';
import { execInside } from './namespaces';

const suite = 'bookworm';

/** A line of apt's sources.list(5) for the nodes without Docker. Unsigned: it is this machine's own, of packages apt has verified before. */
export const sourcesLine = (subnet: number): string =>
  `deb [trusted=yes] http://${registryOf(subnet)}:${mirrorPort}/debian ${suite} main\n`;

/**
 * The Debian packages the bookworm base was made of, in the layout of a mirror (wiki.debian.org/DebianRepository/Format), served in the
 * registry's namespace by the base's own busybox httpd. So `apt-get install docker.io` on a node is real, without the Internet.
 */
export async function startMirror(lab: string, subnet: number): Promise<void> {
  await fillMirror(`${nodeDirectory(lab, registryName)}/data/registry/mirror`);
  const address = `http://${registryOf(subnet)}:${mirrorPort}/debian/dists/${suite}/Release`;
  const answers = () =>
    fetch(address).then(
      (r) => r.ok,
      () => false,
    );
  if (await answers()) return;
  const started = await execInside(lab, registryName, [
    'setsid',
    'busybox',
    'httpd',
    '-p',
    String(mirrorPort),
    '-h',
    '/var/lib/registry/mirror',
  ]);
  if (started.code !== 0) throw new Error(`the package mirror did not start: ${started.stderr}`);
  await waitFor('the package mirror answering', 10_000, answers);
}

/** Links the packages into `directory` and writes their index. Does nothing where it stands already. */
export async function fillMirror(directory: string): Promise<void> {
  const index = `${directory}/debian/dists/${suite}`;
  if (existsSync(`${index}/Release`)) return;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(`${directory}/debian/pool`, { recursive: true });
  const entries: string[] = [];
  for (const file of await packageFiles()) {
    const from = `${cacheRoot}/packages/${file}`;
    if (!existsSync(from)) continue;
    // busybox httpd would read the per cent of an epoch in a name as part of the address.
    const name = file.replaceAll('%', '_');
    linkOrCopy(from, `${directory}/debian/pool/${name}`);
    const control = (await must(['dpkg-deb', '-f', from])).trimEnd();
    const sha256 = createHash('sha256').update(readFileSync(from)).digest('hex');
    entries.push(`${control}\nFilename: pool/${name}\nSize: ${statSync(from).size}\nSHA256: ${sha256}\n`);
  }
  const architecture = (await must(['dpkg', '--print-architecture'])).trim();
  const packages = entries.join('\n');
  const path = `main/binary-${architecture}/Packages`;
  mkdirSync(`${index}/main/binary-${architecture}`, { recursive: true });
  writeFileSync(`${index}/${path}`, packages);
  const sum = createHash('sha256').update(packages).digest('hex');
  const release = [
    'Origin: Debian',
    'Label: Debian',
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Date: ${new Date().toUTCString()}`,
    `Architectures: ${architecture}`,
    'Components: main',
    `Description: the packages of the Berth lab's ${suite} base`,
    'SHA256:',
    ` ${sum} ${Buffer.byteLength(packages)} ${path}`,
  ];
  // Last: it is the sign that the mirror is whole.
  writeFileSync(`${index}/Release`, `${release.join('\n')}\n`);
}

/** What debootstrap(8) kept of the base, by the names apt gives them: a colon of a version is written %3a. */
async function packageFiles(): Promise<string[]> {
  const listed = await must([
    'dpkg-query',
    `--admindir=${basePath(suite)}/var/lib/dpkg`,
    '--show',
    `--showformat=\${Package}_\${Version}_\${Architecture}.deb\\n`,
  ]);
  return listed
    .split('\n')
    .filter(Boolean)
    .map((name) => name.replaceAll(':', '%3a'));
}

/** The cache and the labs lie on one disk as a rule. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

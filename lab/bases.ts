import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { must, run } from './host';
import { type Base, cacheRoot } from './layout';

/** What every node has: what a class's host has, and nothing of Berth's. */
const common = [
  'openssh-server',
  'openssh-client',
  'docker.io',
  'iproute2',
  'iptables',
  'procps',
  'sudo',
  'less',
  'nano',
  'ca-certificates',
  'tmux',
];
const extra: Record<Base, string[]> = {
  // The lab's registry and the stand-in images are made from this one. The shells are what people choose as their login shell.
  bookworm: ['docker-registry', 'busybox-static', 'zsh', 'tcsh'],
  trixie: ['docker-cli'],
  forky: ['docker-cli', 'docker-buildx'],
};
/** What each of these has to answer in a base before it counts as built: a suite that moves may bring packages that do not fit. */
const answering: ReadonlyArray<readonly [string, ...string[]]> = [
  ['/usr/sbin/dockerd', '--version'],
  ['/usr/bin/docker', '--version'],
  ['/usr/bin/ssh', '-V'],
  ['/usr/bin/ssh-keygen', '-A'],
  ['/usr/sbin/sshd', '-t'],
  ['/usr/sbin/iptables', '--version'],
];

/**
 * The Debian mirror this machine's apt uses; BERTH_LAB_MIRROR overrides it.
 * @throws Error when apt names none.
 */
export async function mirror(): Promise<string> {
  const given = process.env.BERTH_LAB_MIRROR;
  if (given) return given;
  const { stdout } = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI) $(ORIGIN)', 'Created-By: Packages']);
  const found = stdout.split('\n').find((line) => line.endsWith(' Debian') && !line.includes('security'));
  if (!found)
    throw new Error('apt names no Debian mirror here. Name one: BERTH_LAB_MIRROR=<address> (and run apt-get update once).');
  return found.split(' ')[0] ?? '';
}

/** The recipes' own text names what they made: a changed recipe is built anew, and never mistaken for what an older one left. */
export const versionOf = (source: string): string =>
  createHash('sha256')
    .update(readFileSync(fileURLToPath(source)))
    .digest('hex')
    .slice(0, 10);

export const basePath = (base: Base): string => `${cacheRoot}/bases/${base}-${versionOf(import.meta.url)}`;

/**
 * debootstrap(8) mounts /proc and /sys in its target and runs programs there. In a mount and a pid namespace of its own, which end
 * when this process does (PR_SET_PDEATHSIG, prctl(2)), a build that is cut off leaves neither: the next one may delete its directory.
 */
const alone: readonly [string, ...string[]] = [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'unshare',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child=SIGKILL',
  '--mount-proc',
];

/** Builds a base once and keeps it; a build that was cut off leaves only a directory that the next one replaces. */
export async function ensureBase(base: Base, onProgress: (line: string) => void): Promise<string> {
  const directory = basePath(base);
  if (existsSync(directory)) return directory;
  const building = `${cacheRoot}/bases/.${base}.building`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true, mode: 0o755 });
  onProgress(`Building the ${base} base from Debian packages (once; about a minute) …`);
  await debootstrap(base, building, [...common, ...extra[base]], onProgress);
  mkdirSync(`${building}/run/sshd`, { recursive: true });
  for (const argv of answering) await must(['chroot', building, ...argv]);
  prepare(building);
  await addUsers(building);
  renameSync(building, directory);
  return directory;
}

const scripts = '/usr/share/debootstrap/scripts';

/** debootstrap(8), minimal variant. @throws Error with its last lines. */
export async function debootstrap(
  suite: Base,
  target: string,
  include: string[],
  onProgress: (line: string) => void,
): Promise<void> {
  mkdirSync(`${cacheRoot}/packages`, { recursive: true });
  let count = 0;
  const tell = (line: string) => {
    if (line.startsWith('I: Unpacking') && ++count % 25 === 0) onProgress(`  ${suite}: ${count} packages unpacked`);
  };
  const argv: [string, ...string[]] = [...alone, 'debootstrap', '--variant=minbase', `--cache-dir=${cacheRoot}/packages`];
  if (include.length > 0) argv.push(`--include=${include.join(',')}`);
  const source = await mirror();
  // A directory of this machine is trusted as it stands: what serves it is the owner of the lab, and no release key signs it.
  if (source.startsWith('file:')) argv.push('--no-check-gpg');
  argv.push(suite, target, source);
  // A debootstrap older than the suite has no script of its name. All Debian suites since jessie share that of sid.
  if (!existsSync(`${scripts}/${suite}`)) argv.push(`${scripts}/sid`);
  const result = await run(argv, {
    onLine: tell,
    timeoutMs: 1_200_000,
  });
  if (result.code !== 0)
    throw new Error(`debootstrap of ${suite} failed:\n${result.stdout.split('\n').slice(-8).join('\n')}\n${result.stderr}`);
}

/** Settings of the base as a class's host has them, and quick logins. */
function prepare(root: string): void {
  // Host keys are each node's own.
  for (const file of readdirSync(`${root}/etc/ssh`)) if (file.startsWith('ssh_host_')) rmSync(`${root}/etc/ssh/${file}`);
  writeFileSync(
    `${root}/etc/ssh/sshd_config.d/class.conf`,
    'PasswordAuthentication yes\nPermitRootLogin no\nUseDNS no\nPrintMotd no\nPrintLastLog no\n',
  );
  writeFileSync(`${root}/etc/default/locale`, 'LANG=C.UTF-8\n');
  writeFileSync(
    `${root}/etc/resolv.conf`,
    '# No name servers: this node reaches the lab and nothing else. The address refuses at once.\nnameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
  );
  writeFileSync(`${root}/etc/motd`, '');
  rmSync(`${root}/var/cache/apt/archives`, { recursive: true, force: true });
  mkdirSync(`${root}/var/cache/apt/archives/partial`, { recursive: true });
  mkdirSync(`${root}/etc/docker`, { recursive: true });
}

/**
 * `ubuntu` with a password and without the docker group; `root` with the class's password. Hashed as crypt(5) allows it to be cheapest: Debian's
 * own choice, yescrypt, took a third of the processor time of all tests on real nodes. A password set on a node later is hashed as the node does.
 */
async function addUsers(root: string): Promise<void> {
  await must(['chroot', root, 'useradd', '--create-home', '--shell', '/bin/bash', 'ubuntu']);
  await must(['chroot', root, 'chpasswd', '--crypt-method', 'SHA512', '--sha-rounds', '1000'], {
    input: 'ubuntu:ubuntu\nroot:root\n',
  });
}

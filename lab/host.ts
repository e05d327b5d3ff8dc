import { type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a command answered. */
export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command of this machine by argv, never through a shell.
 * @param options.input goes to its standard input; options.timeoutMs ends it (default 10 minutes).
 * @returns its exit code and what it printed; it does not throw on a code other than 0.
 */
export function run(
  argv: readonly [string, ...string[]],
  options: { input?: string; timeoutMs?: number; env?: Record<string, string>; onLine?: (line: string) => void } = {},
): Promise<CommandResult> {
  const [command, ...args] = argv;
  const spawnOptions: SpawnOptions = {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 600_000);
    child.stdout?.on('data', (chunk: Buffer) => {
      out.push(chunk);
      if (options.onLine) for (const line of chunk.toString().split('\n')) if (line) options.onLine(line);
    });
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 137, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    // A command that ends before it reads its input closes the pipe: that is its answer, not an error of ours.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** Like {@link run}, but a code other than 0 throws with what the command said. @throws Error */
export async function must(argv: readonly [string, ...string[]], options: Parameters<typeof run>[1] = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.code !== 0)
    throw new Error(`${argv.join(' ')} ended with ${result.code}: ${result.stderr.trim() || result.stdout.trim()}`);
  return result.stdout;
}

/** The commands the lab needs and the Debian package that brings each. */
const needed: Record<string, string> = {
  debootstrap: 'debootstrap',
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  tar: 'tar',
  gzip: 'gzip',
  'ssh-keygen': 'openssh-client',
  flock: 'util-linux',
  setpriv: 'util-linux',
  pivot_root: 'util-linux',
};

/** Why the lab cannot run here, as sentences; empty when it can. */
export function whatIsMissing(): string[] {
  if (process.platform !== 'linux') return ['The lab needs Linux: its nodes are namespaces of this machine.'];
  const missing: string[] = [];
  if (process.getuid?.() !== 0) missing.push('The lab needs root: it makes namespaces, mounts and network links.');
  const packages = missingPackages();
  if (packages.length > 0)
    missing.push(`These Debian packages are missing. Install them with: apt-get install ${packages.join(' ')}`);
  if (!existsSync('/usr/bin/apt-get')) missing.push('The lab reads the Debian mirror from apt: it runs on Debian and Ubuntu.');
  return missing;
}

function missingPackages(): string[] {
  const directories = (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin');
  const absent = Object.entries(needed).filter(([command]) => !directories.some((d) => existsSync(`${d}/${command}`)));
  const keyring = existsSync('/usr/share/keyrings/debian-archive-keyring.gpg') ? [] : ['debian-archive-keyring'];
  return [...new Set([...absent.map(([, name]) => name), ...keyring])];
}

/** Installs the missing Debian packages. @throws Error when apt fails or the machine has none. */
export async function installPackages(onLine: (line: string) => void): Promise<void> {
  const packages = missingPackages();
  if (packages.length === 0) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await must(['apt-get', 'update', '-qq'], { env });
  await must(['apt-get', 'install', '-yqq', '--no-install-recommends', ...packages], { env, onLine });
}

/** Installs one Debian package when its command is not there. @throws Error when apt fails or the machine has none. */
export async function installPackage(name: string, command: string, onLine: (line: string) => void): Promise<void> {
  const directories = (process.env.PATH ?? '').split(':').concat('/usr/bin');
  if (directories.some((directory) => existsSync(`${directory}/${command}`))) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await must(['apt-get', 'update', '-qq'], { env });
  await must(['apt-get', 'install', '-yqq', '--no-install-recommends', name], { env, onLine });
}

/**
 * How long to wait before asking again, in ms: the longer it took so far, the longer. Each question may start a process on a node, and
 * twenty a second of them take the processor from what is waited for.
 */
export const pauseAfter = (waitedMs: number): number => Math.min(1_000, Math.max(50, waitedMs / 8));

/** Waits until `done` answers true. @throws Error named by `what` after `timeoutMs`. */
export async function waitFor(what: string, timeoutMs: number, done: () => Promise<boolean> | boolean): Promise<void> {
  const began = Date.now();
  while (!(await done())) {
    const waited = Date.now() - began;
    if (waited > timeoutMs) throw new Error(`${what}: still not so after ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(waited)));
  }
}

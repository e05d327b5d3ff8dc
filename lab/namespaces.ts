import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandResult, must, run, waitFor } from './host';
import { cgroupOf, namespaceOf, nodeDirectory } from './layout';

/**
 * Nodes are other machines, and here they share the processors of the panel and the browser. Everything of theirs stands behind (nice(1)), or ten nodes
 * that are worked on at once would hold up the page that shows it. Containers have control groups of their own, which share evenly.
 */
const behind = ['-n', '5'] as const;

const initScript = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node-init.sh');

/** Starts the namespaces of one node over the directory of a base; services come after. Survives its starter. */
export async function startNamespaces(lab: string, node: string, base: string): Promise<number> {
  const directory = nodeDirectory(lab, node);
  for (const part of ['root', 'upper', 'work', 'data']) mkdirSync(path.join(directory, part), { recursive: true });
  const log = openSync(path.join(directory, 'init.log'), 'a', 0o600);
  // nsenter --net and not `ip netns exec`: the latter mounts a fresh /sys, which hides the cgroup mounts from dockerd.
  const argv = [
    ...behind,
    'nsenter',
    `--net=/run/netns/${namespaceOf(lab, node)}`,
    '--',
    'unshare',
    '--mount',
    '--uts',
    '--pid',
    '--ipc',
    '--fork',
    '--kill-child=SIGKILL',
    '--propagation',
    'private',
    '/bin/sh',
    initScript,
    path.join(directory, 'root'),
    base,
    path.join(directory, 'upper'),
    path.join(directory, 'work'),
    path.join(directory, 'data'),
    node,
  ];
  spawn('nice', argv, { detached: true, stdio: ['ignore', log, log], cwd: '/' }).unref();
  let pid: number | null = null;
  await waitFor(`${node} starting (see ${directory}/init.log)`, 20_000, async () => {
    pid = await findInit(lab, node);
    return pid !== null && existsSync(`/proc/${pid}/root/run/lab-node-is-up`);
  });
  if (pid === null) throw new Error(`${node} did not start`);
  return pid;
}

/** Every process whose network is this node's, by its number on this machine. */
async function processesOf(lab: string, node: string): Promise<number[]> {
  if (!existsSync(`/run/netns/${namespaceOf(lab, node)}`)) return [];
  const { stdout } = await run(['ip', 'netns', 'pids', namespaceOf(lab, node)]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** Is this process the first of its own pid namespace, which lies directly in the machine's? NSpid in /proc/<pid>/status, proc(5). */
function isInit(pid: number): boolean {
  try {
    const numbers = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/) ?? [];
    return numbers.length === 2 && numbers[1] === '1';
  } catch {
    // It ended between the list and the look.
    return false;
  }
}

/** Is its network the node's? Two names of one namespace have one inode (namespaces(7)). */
function isIn(lab: string, node: string, pid: number): boolean {
  try {
    return statSync(`/proc/${pid}/ns/net`).ino === statSync(`/run/netns/${namespaceOf(lab, node)}`).ino;
  } catch {
    return false;
  }
}

/** Where {@link findInit} looked last, by lab and node. Looked at again each time: numbers of processes come again. */
const lastInits = new Map<string, number>();

/** The node's process 1 on this machine; null when it does not run. */
export async function findInit(lab: string, node: string): Promise<number | null> {
  const key = `${lab}/${node}`;
  const last = lastInits.get(key);
  // To list the processes of a network reads all of the machine's, which costs more than most of what is run on a node.
  if (last !== undefined && isIn(lab, node, last) && isInit(last)) return last;
  const pid = (await processesOf(lab, node)).find(isInit) ?? null;
  if (pid === null) lastInits.delete(key);
  else lastInits.set(key, pid);
  return pid;
}

/** Runs argv inside a node as its root. @throws Error when the node is down. */
export async function execInside(
  lab: string,
  node: string,
  argv: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<CommandResult> {
  const pid = await findInit(lab, node);
  if (pid === null) throw new Error(`${node} of lab ${lab} does not run.`);
  return run(
    [
      'nice',
      ...behind,
      'nsenter',
      `--target=${pid}`,
      '--mount',
      '--uts',
      '--ipc',
      '--net',
      '--pid',
      '--root',
      // Without a directory of ours: one named here would be opened on this machine, before the node's mounts are entered.
      '--wd',
      '--',
      '/usr/bin/env',
      '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOME=/root',
      'LANG=C.UTF-8',
      'TERM=dumb',
      ...argv,
    ],
    options,
  );
}

/** Ends all of a node at once, as a power cut does, and waits until nothing of it is left. */
export async function killNamespaces(lab: string, node: string): Promise<void> {
  const init = await findInit(lab, node);
  const pids = await processesOf(lab, node);
  // Process 1 first: the kernel then ends its whole pid namespace, containers included (pid_namespaces(7)).
  for (const pid of [...(init === null ? [] : [init]), ...pids]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
  await waitFor(`the processes of ${node} ending`, 20_000, async () => {
    thaw(cgroupOf(lab, node));
    return (await processesOf(lab, node)).length === 0;
  });
  await removeCgroups(cgroupOf(lab, node));
}

/**
 * Lets paused containers go on: with version 1 of cgroups a frozen process does not even end of SIGKILL (freezer-subsystem in the kernel's
 * documentation of cgroup-v1). Theirs has been sent before, so they do not run again.
 */
function thaw(name: string): void {
  const walk = (directory: string): void => {
    const state = `${directory}/freezer.state`;
    try {
      if (existsSync(state) && readFileSync(state, 'utf8').trim() !== 'THAWED') writeFileSync(state, 'THAWED');
    } catch {
      // It went meanwhile.
    }
    for (const child of directoriesOf(directory)) walk(`${directory}/${child}`);
  };
  walk(`/sys/fs/cgroup/freezer/${name}`);
}

/**
 * Removes control groups from the leaves up. The kernel lets go of one a moment after its last process, and the node's containers,
 * in network namespaces of their own, are ended by the kernel without our seeing it: so it waits. @throws Error when one stays.
 */
export async function removeCgroups(name: string): Promise<void> {
  for (const root of cgroupRoots())
    await waitFor(
      `the control group ${root}/${name} going`,
      10_000,
      () => !existsSync(`${root}/${name}`) || removeTree(`${root}/${name}`),
    );
}

/** Names of the control groups that begin so, in any hierarchy: what an `up` that was cut off left. */
export function cgroupsNamed(prefix: string): string[] {
  return [...new Set(cgroupRoots().flatMap((root) => directoriesOf(root)))].filter((name) => name.startsWith(prefix));
}

/** The mount points of cgroups(7): version 2 is the directory itself, version 1 has one below it for each controller. */
const cgroupRoots = (): string[] => [
  '/sys/fs/cgroup',
  ...directoriesOf('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`),
];

function directoriesOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((d) => d.isDirectory())
      .map((d) => d.name);
  } catch {
    return [];
  }
}

/** True when it is gone. */
function removeTree(directory: string): boolean {
  for (const name of directoriesOf(directory)) removeTree(`${directory}/${name}`);
  try {
    rmdirSync(directory);
  } catch {
    // In use for a moment longer, or gone by itself.
  }
  return !existsSync(directory);
}

/** Makes the node's network namespace with one link to the lab's bridge. Does nothing where it stands already. */
export async function makeNetwork(options: {
  namespace: string;
  bridge: string;
  link: string;
  address: string;
  gateway: string;
}): Promise<void> {
  const { namespace, bridge, link, address, gateway } = options;
  if (!existsSync(`/sys/class/net/${bridge}`)) {
    await must(['ip', 'link', 'add', bridge, 'type', 'bridge']);
    await must(['ip', 'address', 'add', `${gateway}/24`, 'dev', bridge]);
  }
  await must(['ip', 'link', 'set', bridge, 'up']);
  if (!existsSync(`/run/netns/${namespace}`)) await must(['ip', 'netns', 'add', namespace]);
  if (!existsSync(`/sys/class/net/${link}`)) {
    await run(['ip', '-n', namespace, 'link', 'delete', 'eth0']);
    await must(['ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace]);
  }
  // Each of these is repeatable, so an `up` that was cut off between two of them is made good.
  await must(['ip', '-n', namespace, 'address', 'replace', `${address}/24`, 'dev', 'eth0']);
  await must(['ip', '-n', namespace, 'link', 'set', 'lo', 'up']);
  await must(['ip', '-n', namespace, 'link', 'set', 'eth0', 'up']);
  await must(['ip', 'link', 'set', link, 'master', bridge, 'up']);
}

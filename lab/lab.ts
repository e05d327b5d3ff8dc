import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { bareBasePath } from './bare';
import { basePath } from './bases';
import { ensureBuilt, isBare } from './build';
import { type CommandResult, must, run, whatIsMissing } from './host';
import {
  addressOf,
  bridgeOf,
  cgroupOf,
  checkLabName,
  checkSpec,
  directoryOf,
  gatewayOf,
  kindOf,
  type LabState,
  linkOf,
  namespaceOf,
  nodeDirectory,
  type NodeSpec,
  registryIndex,
  registryName,
  registryOf,
  registryPort,
  stateRoot,
} from './layout';
import { withLock } from './lock';
import { sourcesLine, startMirror } from './mirror';
import { placeImages } from './registry-images';
import { cgroupsNamed, execInside, findInit, killNamespaces, removeCgroups, makeNetwork, startNamespaces } from './namespaces';
import { healthOf, readHostKeys, startBareNode, startDockerd, startRegistry, startSshd, writeSshdDropIn } from './services';

export interface LabNode extends NodeSpec {
  name: string;
  host: string;
  port: number;
  hostKeys: Array<{ type: string; publicKey: string; sha256: string }>;
}

export interface Lab {
  name: string;
  subnet: number;
  /** This machine's address on the lab's bridge: a test may listen there, and the nodes reach it. */
  gateway: string;
  registry: { host: string; port: number };
  nodes: LabNode[];
}

/** Passwords as a class has them. `ubuntu` is not in the docker group, and sshd refuses root. */
export const labUsers = { ubuntu: 'ubuntu', root: 'root' } as const;

export interface EnsureLabOptions {
  name?: string;
  nodes: NodeSpec[];
  /** Take away the nodes beyond `nodes`, with what is on them. Without it they stay as they are. */
  exact?: boolean;
  onProgress?: (line: string) => void;
}

/**
 * Brings a lab up, or makes good what is missing of it: repeatable, and quick when it stands.
 * @throws Error with what is missing on this machine, as sentences.
 */
export async function ensureLab(options: EnsureLabOptions): Promise<Lab> {
  const name = checkLabName(options.name ?? 'lab');
  const onProgress = options.onProgress ?? (() => {});
  const specs = options.nodes.map(checkSpec);
  const missing = whatIsMissing();
  if (missing.length > 0) throw new Error(missing.join('\n'));
  mkdirSync(stateRoot, { recursive: true, mode: 0o700 });
  await ensureBuilt(specs, onProgress);
  return withLock(`${stateRoot}/.${name}.flock`, async () => {
    const state = await withLock(`${stateRoot}/.subnets.flock`, () => plan(name, specs));
    if (options.exact) await dropBeyond(state, specs.length);
    onProgress(`Starting lab ${name}: ${specs.length} ${specs.length === 1 ? 'node' : 'nodes'} …`);
    await startOne(state, registryName, registryIndex, { base: 'bookworm', store: 'overlay2' });
    placeImages(`${nodeDirectory(name, registryName)}/data/registry`);
    await startRegistry(name, state.subnet, registryName);
    if (state.nodes.some(isBare)) await startMirror(name, state.subnet);
    await Promise.all(state.nodes.slice(0, specs.length).map((node) => startNode(name, node.name)));
    return (await labOf(name)) ?? fail(name);
  });
}

/** Forgets a node only after it is gone, so that what is cut off here is done by the next `up` or `down`. */
async function dropBeyond(state: LabState, count: number): Promise<void> {
  while (state.nodes.length > count) {
    const node = state.nodes.at(-1);
    if (!node) return;
    await killNamespaces(state.name, node.name);
    await run(['ip', 'netns', 'delete', namespaceOf(state.name, node.name)]);
    await run(['ip', 'link', 'delete', linkOf(state.subnet, node.index)]);
    rmSync(nodeDirectory(state.name, node.name), { recursive: true, force: true, maxRetries: 5 });
    state.nodes.pop();
    writeState(state);
  }
}

function fail(name: string): never {
  throw new Error(`There is no lab named ${name}. Bring it up with: npm run lab -- up 1 --name ${name}`);
}

function readState(name: string): LabState | null {
  const file = `${directoryOf(name)}/state.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LabState) : null;
}

/** Chooses a network for a new lab and remembers the nodes. A node that stands keeps its base; another spec is refused. */
function plan(name: string, specs: NodeSpec[]): LabState {
  const state = readState(name) ?? { name, subnet: freeSubnet(), nodes: [] };
  for (const [index, spec] of specs.entries()) {
    const known = state.nodes[index];
    if (known && kindOf(known) !== kindOf(spec)) {
      throw new Error(
        `${known.name} of lab ${name} is ${kindOf(known)}. Take the lab down first: npm run lab -- down --name ${name}`,
      );
    }
    if (!known) state.nodes.push({ ...spec, index, name: `node${index}` });
  }
  writeState(state);
  return state;
}

/** Written beside and renamed: a kill in the middle leaves the old state. */
function writeState(state: LabState): void {
  const directory = directoryOf(state.name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${directory}/state.json.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${directory}/state.json.new`, `${directory}/state.json`);
}

function freeSubnet(): number {
  const taken = new Set(labNames().map((lab) => readState(lab)?.subnet));
  for (let subnet = 1; subnet < 250; subnet++)
    if (!taken.has(subnet) && !existsSync(`/sys/class/net/${bridgeOf(subnet)}`)) return subnet;
  throw new Error('There are 249 labs on this machine already.');
}

export function labNames(): string[] {
  if (!existsSync(stateRoot)) return [];
  return readdirSync(stateRoot, { withFileTypes: true })
    .filter((d) => d.isDirectory())
    .map((d) => d.name)
    .sort();
}

/** Namespaces and network of one node, without its services. Of a node that runs, only what is missing of its network. */
async function startOne(state: LabState, node: string, index: number, spec: NodeSpec): Promise<void> {
  const { subnet } = state;
  await makeNetwork({
    namespace: namespaceOf(state.name, node),
    bridge: bridgeOf(subnet),
    link: linkOf(subnet, index),
    address: index === registryIndex ? registryOf(subnet) : addressOf(subnet, index),
    gateway: gatewayOf(subnet),
  });
  if ((await findInit(state.name, node)) !== null) return;
  await startNamespaces(state.name, node, baseOfNode(state.name, node, spec));
}

/** What a node was made over it stays over, though the recipe of bases changes: an overlay(5) must not get another lower directory. */
function baseOfNode(lab: string, node: string, spec: NodeSpec): string {
  const file = `${nodeDirectory(lab, node)}/base`;
  if (existsSync(file)) return readFileSync(file, 'utf8');
  mkdirSync(nodeDirectory(lab, node), { recursive: true });
  const path = isBare(spec) ? bareBasePath() : basePath(spec.base);
  writeFileSync(file, path);
  return path;
}

/** Starts a node that was planned and is down, with its own sshd and dockerd; what it held before is still there. */
export async function startNode(lab: string, name: string): Promise<void> {
  const state = readState(lab) ?? fail(lab);
  const node = state.nodes.find((n) => n.name === name);
  if (!node) throw new Error(`Lab ${lab} has no ${name}.`);
  await startOne(state, node.name, node.index, node);
  const docker = isBare(node) ? startBareNode(lab, name, sourcesLine(state.subnet)) : startDockerd(lab, state.subnet, name, node);
  await Promise.all([startSshd(lab, name), docker]);
}

/** A power cut: everything of the node ends at once, and nothing more is heard of it. Its disk stays, for {@link startNode}. */
export async function killNode(lab: string, name: string): Promise<void> {
  const state = readState(lab) ?? fail(lab);
  const node = state.nodes.find((one) => one.name === name);
  // Processes end one after the other: sshd may tell of a shell that ended before it does, and the kernel closes its connections.
  if (node) await run(['ip', 'link', 'set', linkOf(state.subnet, node.index), 'down']);
  await killNamespaces(lab, name);
}

/** What stands, or null. */
export async function labOf(name: string): Promise<Lab | null> {
  const state = readState(name);
  if (!state) return null;
  const nodes = await Promise.all(
    state.nodes.map(async ({ name: node, base, store, docker, index }) => ({
      name: node,
      base,
      store,
      ...(docker === false && { docker }),
      host: addressOf(state.subnet, index),
      port: 22,
      hostKeys: (await findInit(name, node)) === null ? [] : await readHostKeys(name, node),
    })),
  );
  return {
    name,
    subnet: state.subnet,
    gateway: gatewayOf(state.subnet),
    registry: { host: registryOf(state.subnet), port: registryPort },
    nodes,
  };
}

export async function labHealth(name: string) {
  const state = readState(name);
  if (!state) return [];
  return Promise.all(
    state.nodes.map(async (node) => ({
      ...node,
      host: addressOf(state.subnet, node.index),
      ...(await healthOf(name, node.name)),
    })),
  );
}

/**
 * Takes a lab down and leaves nothing: no process, mount, namespace, link, control group or file. Works from what it finds,
 * not from what it remembers, so it also clears up after an `up` that was cut off.
 */
export async function downLab(name: string): Promise<void> {
  checkLabName(name);
  await withLock(`${stateRoot}/.${name}.flock`, async () => {
    const prefix = namespaceOf(name, '');
    const found = existsSync('/run/netns') ? readdirSync('/run/netns').filter((n) => n.startsWith(prefix)) : [];
    await Promise.all(found.map((n) => killNamespaces(name, n.slice(prefix.length))));
    for (const namespace of found) await must(['ip', 'netns', 'delete', namespace]);
    for (const group of cgroupsNamed(cgroupOf(name, ''))) await removeCgroups(group);
    const subnet = readState(name)?.subnet;
    if (subnet !== undefined) {
      // The far ends went with their namespaces; the bridge goes last. A link the kernel still holds is deleted by name.
      const links = readdirSync('/sys/class/net').filter((link) => link.startsWith(linkOf(subnet, 0).slice(0, -1)));
      for (const link of links) await run(['ip', 'link', 'delete', link]);
      if (existsSync(`/sys/class/net/${bridgeOf(subnet)}`)) await must(['ip', 'link', 'delete', bridgeOf(subnet)]);
    }
    rmSync(directoryOf(name), { recursive: true, force: true, maxRetries: 5 });
  });
}

/** Runs argv inside a node as its root, by argv alone. */
export function execOnNode(
  lab: string,
  node: string,
  argv: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<CommandResult> {
  return execInside(lab, node, argv, options);
}

/** The end of the guided root login: this key logs in as root, a password never does. */
export async function setupRootLogin(lab: string, node: string, publicKey: string): Promise<void> {
  await mustInside(lab, node, ['install', '-d', '-m', '700', '/root/.ssh']);
  await mustInside(lab, node, ['tee', '/root/.ssh/authorized_keys'], `${publicKey.trim()}\n`);
  await mustInside(lab, node, ['chmod', '600', '/root/.ssh/authorized_keys']);
  await writeSshdDropIn(lab, node, 'root-login', 'PermitRootLogin prohibit-password\n');
}

/** As the class finds it, whoever had set it up. */
export async function undoRootLogin(lab: string, node: string): Promise<void> {
  await mustInside(lab, node, ['rm', '-f', '/root/.ssh/authorized_keys', '/etc/ssh/sshd_config.d/00-berth-root-login.conf']);
  await writeSshdDropIn(lab, node, 'root-login', null);
}

/** Sets options of sshd_config(5), e.g. `{AllowStreamLocalForwarding: 'no'}`; an empty object takes them back. */
export async function setSshdOptions(lab: string, node: string, options: Record<string, string>): Promise<void> {
  const lines = Object.entries(options).map(([key, value]) => `${key} ${value}\n`);
  await writeSshdDropIn(lab, node, 'options', lines.length > 0 ? lines.join('') : null);
}

async function mustInside(lab: string, node: string, argv: readonly string[], input?: string): Promise<void> {
  const result = await execInside(lab, node, argv, input === undefined ? {} : { input });
  if (result.code !== 0) throw new Error(`${node}: ${argv.join(' ')} ended with ${result.code}: ${result.stderr.trim()}`);
}

export {
  startDockerd,
  stopDockerd,
  startSshd,
  stopSshd,
  regenerateHostKeys,
  startRegistry,
  stopRegistry,
  makeKeyPair,
} from './services';

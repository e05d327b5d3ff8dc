import path from 'node:path';

/** Where things lie and what they are called. Everything the lab makes carries one of these names. */
export const stateRoot = '/var/lib/berth-lab';
/** @param chosen BERTH_LAB_CACHE, where it is set */
export const cacheRootOf = (chosen: string | undefined): string => path.resolve(chosen || '/var/cache/berth-lab');
/** Bases, images and packages, built once. BERTH_LAB_CACHE puts them elsewhere: an empty directory is how a new machine begins. */
export const cacheRoot = cacheRootOf(process.env.BERTH_LAB_CACHE);

/** From the oldest to the newest. forky is Debian's testing suite: it moves, and may not build on a given day. */
export const bases = ['bookworm', 'trixie', 'forky'] as const;
export type Base = (typeof bases)[number];
export const stores = ['overlay2', 'containerd'] as const;
export type Store = (typeof stores)[number];

export interface NodeSpec {
  base: Base;
  store: Store;
  /** `false`: a host on which nobody has installed Docker yet; apt finds it in the lab's package mirror. Bookworm only. */
  docker?: false;
}

/** What is remembered of a lab between commands. */
export interface LabState {
  name: string;
  /** The third number of its network: 198.18.<subnet>.0/24. RFC 2544 reserves 198.18/15 for bench tests, so it meets no real LAN. */
  subnet: number;
  nodes: Array<NodeSpec & { name: string; index: number }>;
}

export const directoryOf = (lab: string): string => `${stateRoot}/${lab}`;
export const nodeDirectory = (lab: string, node: string): string => `${directoryOf(lab)}/${node}`;
export const bridgeOf = (subnet: number): string => `berth${subnet}`;
/** Interface names have at most 15 characters (IFNAMSIZ). */
export const linkOf = (subnet: number, index: number): string => `berth${subnet}h${index}`;
export const namespaceOf = (lab: string, node: string): string => `berth-${lab}-${node}`;
export const cgroupOf = (lab: string, node: string): string => `berth-lab-${lab}-${node}`;
export const gatewayOf = (subnet: number): string => `198.18.${subnet}.1`;
export const registryOf = (subnet: number): string => `198.18.${subnet}.2`;
export const addressOf = (subnet: number, index: number): string => `198.18.${subnet}.${10 + index}`;
export const registryName = 'registry';
export const registryPort = 5000;
/** Where the registry's namespace serves Debian packages, in labs with nodes without Docker. */
export const mirrorPort = 8080;
/** Where the registry stands in the numbering of links. */
export const registryIndex = 200;

/** A lab's name becomes part of paths, namespaces and cgroups. */
export function checkLabName(name: string): string {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(name))
    throw new Error(`A lab's name has up to 16 lower-case letters and digits and begins with a letter, not "${name}".`);
  return name;
}

/** @throws Error when this base cannot have this store. */
export function checkSpec(spec: NodeSpec): NodeSpec {
  if (spec.base === 'bookworm' && spec.store === 'containerd') {
    throw new Error(
      'Docker 20.10 of bookworm has no containerd image store. Use --base forky or trixie with --store containerd.',
    );
  }
  if (spec.docker === false && spec.base !== 'bookworm') throw new Error('A node without Docker is of bookworm: bookworm/none.');
  return spec;
}

/** Every kind of node with Docker, from the oldest to the newest. */
export const nodeKinds: readonly NodeSpec[] = [
  { base: 'bookworm', store: 'overlay2' },
  { base: 'trixie', store: 'overlay2' },
  { base: 'trixie', store: 'containerd' },
  { base: 'forky', store: 'overlay2' },
  { base: 'forky', store: 'containerd' },
];

/** As `--node` names it. */
export const kindOf = (spec: NodeSpec): string => `${spec.base}/${spec.docker === false ? 'none' : spec.store}`;

import { nodeAddress } from './node-tabs';

export const containerParts = ['overview', 'logs', 'stats', 'processes', 'changes', 'files', 'events', 'inspect'] as const;
export type ContainerPart = (typeof containerParts)[number];

/** A directory or file of a container on its page. */
export const fileAddress = (nodeId: string, name: string, id: string, path: string): string =>
  `${containerAddress(nodeId, name, id, 'files')}&path=${encodeURIComponent(path)}`;

/** The page of a container: by its name, which one can read, where an address can hold it. */
export function containerAddress(nodeId: string, name: string, id: string, part: ContainerPart = 'overview'): string {
  const ref = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/.test(name) ? name : id;
  return nodeAddress(nodeId, `containers/${ref}${part === 'overview' ? '' : `?part=${part}`}`);
}

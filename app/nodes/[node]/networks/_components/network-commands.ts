import { dockerCommand } from '@/app/_components/format';
import type { CreateNetwork } from '@/lib/shared/networks';

/** The lines a person would type for what the panel does to a network. */

export function createCommand({ name, driver, subnet, gateway, internal }: CreateNetwork): string {
  const words: string[] = [];
  if (driver !== 'bridge') words.push('-d', driver);
  if (subnet) words.push('--subnet', subnet);
  if (gateway) words.push('--gateway', gateway);
  if (internal) words.push('--internal');
  return dockerCommand('network', 'create', ...words, name || 'NAME');
}

export const connectCommand = (network: string, container: string, alias?: string): string =>
  dockerCommand('network', 'connect', ...(alias ? ['--alias', alias] : []), network, container || 'CONTAINER');

export const disconnectCommand = (network: string, container: string, force = false): string =>
  dockerCommand('network', 'disconnect', ...(force ? ['-f'] : []), network, container);

export const inspectCommand = (network: string): string => dockerCommand('network', 'inspect', network);

export const removeCommand = (...networks: string[]): string => dockerCommand('network', 'rm', ...networks);

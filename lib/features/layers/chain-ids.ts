import { createHash } from 'node:crypto';

/**
 * The chain ID of each layer, from the base up: the first is its diff ID, each further one sha256 over "<parent's chain ID> <diff ID>"
 * (OCI image spec, config.md, "Layer ChainID").
 */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const parent = chain.at(-1);
    chain.push(parent === undefined ? diffId : `sha256:${createHash('sha256').update(`${parent} ${diffId}`).digest('hex')}`);
  }
  return chain;
}

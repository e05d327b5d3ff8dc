/** The port of a node's loopback that leads to the registry of its class. */
export const classRegistryPort = 5000;

/** How nodes of a class call an image in its registry. */
export const registryReference = (repository: string, tag: string): string =>
  `localhost:${classRegistryPort}/${repository}:${tag}`;

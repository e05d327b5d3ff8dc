// Without zod: pages find a container by their address.

/** So many characters of an id, in hex, name a container. */
const leastOfId = 4;

/**
 * The container that somebody calls so: by its id or name, else by the beginning of an id, as Docker does
 * (moby daemon/container.go, `GetContainer`).
 */
export const containerOf = <C extends { id: string; name: string }>(containers: readonly C[], ref: string): C | undefined =>
  containers.find(({ id, name }) => id === ref || name === ref) ??
  containers.find(({ id }) => ref.length >= leastOfId && id.startsWith(ref));

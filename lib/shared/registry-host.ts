/** How references name Docker Hub, which has more names than one. */
export const dockerHub = 'docker.io';

const hubNames: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'hub.docker.com'];

/** The host of a reference and the path at it: of `x`, `library/x` and `docker.io/x` the host is `docker.io` (distribution/reference, "familiar names"). */
export function splitHost(reference: string): { host: string; path: string } {
  const slash = reference.indexOf('/');
  const first = slash < 0 ? '' : reference.slice(0, slash);
  // As the reference library decides it: a dot, a port, an upper-case letter, or this very name.
  if (!/[.:A-Z]/.test(first) && first !== 'localhost') return { host: dockerHub, path: reference };
  const host = first.toLowerCase();
  return { host: host === 'index.docker.io' ? dockerHub : host, path: reference.slice(slash + 1) };
}

/** Which registry is asked for an image: `host` or `host:port`, in lower case. */
export const registryHostOf = (reference: string): string => splitHost(reference).host;

/** One name for one registry, from what people type or BuildKit asks: without `https://` and what follows the host; Docker Hub is `docker.io`. */
export function registryHost(typed: string): string {
  const host = typed
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return hubNames.includes(host) ? dockerHub : host;
}

/** Where dockerd listens unless somebody told it otherwise (dockerd(8), --host). */
export const socketPath = '/var/run/docker.sock';
/** Where it keeps images and containers unless somebody told it otherwise (dockerd(8), --data-root). */
export const defaultRootDir = '/var/lib/docker';

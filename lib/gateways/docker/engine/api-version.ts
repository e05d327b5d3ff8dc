import { newestTriedApi } from '@/lib/shared/tried-api';

/**
 * The version of the Engine API to speak with a daemon, as the docker command chooses it: the lower of the daemon's own newest (the header
 * `Api-Version` of its answers) and the newest the panel was tried with. Calls without a version would change their shape with every
 * Docker. Null where the daemon names none: then it is spoken to in its own.
 */
export function chooseApiVersion(offered: string | undefined): string | null {
  if (!/^1\.\d{1,4}$/.test(offered ?? '')) return null;
  return minorOf(offered as string) < minorOf(newestTriedApi) ? (offered as string) : newestTriedApi;
}

const minorOf = (version: string): number => Number(version.slice(2));

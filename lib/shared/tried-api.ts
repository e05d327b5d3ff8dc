/** The newest version of Docker's Engine API the panel was tried with (Docker 28.5); with a newer daemon it goes on speaking this one. */
export const newestTriedApi = '1.51';

/** @param version as the daemon names its own newest, e.g. `1.54` */
export function isNewerThanTried(version: string): boolean {
  const [, minor] = /^1\.(\d{1,4})$/.exec(version) ?? [];
  return minor !== undefined && Number(minor) > Number(newestTriedApi.slice(2));
}

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basePath, ensureBase, versionOf } from './bases';
import { must } from './host';
import { cacheRoot } from './layout';

/** What a host has not before anybody installed Docker on it; the registry is the lab's own business. */
const withoutDocker = ['docker.io', 'containerd', 'runc', 'docker-registry'];

/** The bookworm base with Docker taken off again, by its own package manager. Only labs that ask for such a node build it. */
export const bareBasePath = (): string => `${basePath('bookworm')}-bare-${versionOf(import.meta.url)}`;

/** Builds it once and keeps it, like {@link ensureBase}. */
export async function ensureBareBase(onProgress: (line: string) => void): Promise<string> {
  const directory = bareBasePath();
  if (existsSync(directory)) return directory;
  const whole = await ensureBase('bookworm', onProgress);
  const building = `${cacheRoot}/bases/.bare.building`;
  rmSync(building, { recursive: true, force: true });
  onProgress('Building the bookworm base without Docker (once; some seconds) …');
  await must(['cp', '-a', whole, building]);
  const environment = ['/usr/bin/env', 'DEBIAN_FRONTEND=noninteractive', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin'] as const;
  await must(['chroot', building, ...environment, 'dpkg', '--purge', ...withoutDocker]);
  rmSync(`${building}/etc/docker`, { recursive: true, force: true });
  // The package leaves its group behind (deluser(8)): a fresh host has none.
  await must(['chroot', building, ...environment, 'groupdel', '--force', 'docker']).catch(() => {});
  mkdirSync(`${building}/etc/docker`);
  writeFileSync(`${building}/var/log/dpkg.log`, '');
  renameSync(building, directory);
  return directory;
}

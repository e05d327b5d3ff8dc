import { bad, defineCheck, ok, prepare } from '../check';
import { askInstalledDocker } from '../installed-docker';

export const dockerInstalled = defineCheck({
  id: 'docker_installed',
  needs: 'connection',
  ask: askInstalledDocker,
  conclude({ dockerd, docker, version, listens }) {
    const evidence = [dockerd || docker, version].filter(Boolean).join(' · ') || null;
    // A daemon that listens is there, wherever its program lies.
    if (!dockerd && !listens) return bad('docker_missing', { evidence, fix: prepare('docker.install') });
    return ok('docker_there', { evidence });
  },
});

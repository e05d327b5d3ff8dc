import { bad, defineCheck, ok, prepare, skipped } from '../check';
import { askInstalledDocker } from '../installed-docker';

export const dockerRunning = defineCheck({
  id: 'docker_running',
  needs: 'connection',
  ask: askInstalledDocker,
  conclude({ dockerd, listens, runs }) {
    if (!dockerd && !listens) return skipped('needs_docker');
    const evidence = `dockerd: ${runs ? 'running' : 'not running'}; docker.sock: ${listens ? 'listening' : 'not listening'}`;
    if (runs && listens) return ok('docker_runs', { evidence });
    if (runs) return bad('docker_elsewhere', { evidence });
    return bad('docker_stopped', { evidence, fix: prepare('docker.start') });
  },
});

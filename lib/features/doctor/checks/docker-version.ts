import { defineCheck, ok, prepare, skipped, warn } from '../check';
import { askInstalledDocker } from '../installed-docker';

/** 20.10 (API 1.41): the oldest the panel is tested with (lab/). */
const oldest = [20, 10] as const;

export const dockerVersion = defineCheck({
  id: 'docker_version',
  needs: 'connection',
  ask: askInstalledDocker,
  conclude(installed, { status }) {
    const facts = status.docker;
    const version = facts?.version ?? installed.versionNumber;
    if (!version) return skipped('needs_docker');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const params = { version, api: facts?.apiVersion ?? '?' };
    const evidence = installed.version || version;
    const old = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
    if (old) return warn('docker_old', { params, evidence, fix: prepare('docker.install') });
    return ok('docker_version', { params, evidence });
  },
});

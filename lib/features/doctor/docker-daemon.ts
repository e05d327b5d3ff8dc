import { remote } from '@/lib/gateways/ssh/commands';
import { readFields } from '@/lib/gateways/ssh/fields';
import type { Subject } from './check';

/**
 * What anybody may see of Docker: its programs (dockerd lies outside a plain user's PATH), whether a process of that name runs, and
 * whether somebody listens on its socket (proc_net(5): flag 00010000). systemd may listen for a daemon that is not there yet.
 */
const look = remote`
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/snap/bin
for p in dockerd docker; do echo "$p=$(command -v $p)"; done
echo "version=$( (dockerd --version || docker --version) 2>/dev/null | head -n 1)"
listens=no
while read -r a b c flags d e f path; do
  case "$flags $path" in "00010000 /var/run/docker.sock"|"00010000 /run/docker.sock") listens=yes;; esac
done </proc/net/unix
echo "listens=$listens"
runs=no
for c in /proc/[0-9]*/comm; do { read -r name <"$c"; } 2>/dev/null && [ "$name" = dockerd ] && runs=yes; done
echo "runs=$runs"`;

export interface DockerDaemon {
  dockerd: string;
  docker: string;
  version: string;
  listens: boolean;
  runs: boolean;
}

/** Asked once; several findings are about it. */
export const askDockerDaemon = (subject: Subject): Promise<DockerDaemon> =>
  subject.once('docker', async () => parseDockerDaemon(await subject.ask(look)));

export function parseDockerDaemon(text: string): DockerDaemon {
  const said = readFields(text);
  return {
    dockerd: said.get('dockerd') ?? '',
    docker: said.get('docker') ?? '',
    version: said.get('version') ?? '',
    listens: said.get('listens') === 'yes',
    runs: said.get('runs') === 'yes',
  };
}

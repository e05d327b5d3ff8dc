import { type AskNode, remote } from '@/lib/gateways/ssh/remote';
import { readFields } from '@/lib/gateways/ssh/fields';

/**
 * What anybody may see of Docker: its programs (dockerd lies outside a plain user's PATH), whether a process of that name runs, and
 * whether somebody listens on its socket (proc_net(5): flag 00010000). systemd may listen for a daemon that is not there yet. Last the
 * rights of the socket.
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
echo "runs=$runs"
for s in /var/run/docker.sock /run/docker.sock; do
  if [ -S "$s" ]; then echo "socket=$(stat -c '%a %U %G %n' "$s")"; break; fi
done`;

/** Docker of a node as every user of it may see it. */
export interface InstalledDocker {
  /** Paths of its programs, empty where there are none. */
  dockerd: string;
  docker: string;
  /** What the first of them that is there prints as its version, empty where there is none. */
  version: string;
  /** The number in it, `26.1.5`. */
  versionNumber: string | null;
  /** Somebody listens on its socket. */
  listens: boolean;
  runs: boolean;
  /** null where there is none. */
  socket: SocketRights | null;
}

interface SocketRights {
  /** Permissions as chmod(2) takes them. */
  mode: number;
  owner: string;
  group: string;
  /** As stat(1) printed them, with the path. */
  line: string;
}

/** @throws AppError when the node cannot be asked */
export async function lookForDocker(ask: AskNode): Promise<InstalledDocker> {
  return parseInstalled(await ask(look));
}

/** @param text what the command printed; what it lacks is not there */
export function parseInstalled(text: string): InstalledDocker {
  const said = readFields(text);
  const socket = said.get('socket') ?? '';
  const [mode = '', owner = '', group = ''] = socket.split(' ');
  const version = said.get('version') ?? '';
  return {
    dockerd: said.get('dockerd') ?? '',
    docker: said.get('docker') ?? '',
    version,
    versionNumber: /version ([\d.]+)/.exec(version)?.[1] ?? null,
    listens: said.get('listens') === 'yes',
    runs: said.get('runs') === 'yes',
    socket: socket === '' ? null : { mode: Number.parseInt(mode, 8), owner, group, line: socket },
  };
}

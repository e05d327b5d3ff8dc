import { remote } from '@/lib/gateways/ssh/remote';
import { readFields } from '@/lib/gateways/ssh/fields';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';

/**
 * The Engine API on standard input and output: the docker CLI's `docker system dial-stdio`; without a CLI on the node, a relay in perl,
 * which is part of every Debian and Ubuntu (perl-base).
 */
export const dialStdio = remote`
if command -v docker >/dev/null 2>&1; then exec docker system dial-stdio; fi
exec perl -MIO::Socket::UNIX -MIO::Select -e '
my $d = IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") or exit 1;
my %to = (fileno(STDIN) => $d, fileno($d) => \*STDOUT); my $s = IO::Select->new(\*STDIN, $d);
while (my @r = $s->can_read) { for my $f (@r) {
  my $n = sysread($f, my $b, 65536); my $o = $to{fileno($f)};
  if (!$n) { exit 0 if fileno($f) == fileno($d); shutdown($d, 1); $s->remove($f); next }
  my $w = 0; while ($w < $n) { my $k = syswrite($o, $b, $n - $w, $w); exit 1 unless defined $k; $w += $k }
} }'`;

/**
 * Why the socket cannot be opened: one word behind `docker=`. With `elsewhere`, a process of dockerd's runs without it, and the sockets
 * listened on that may be its own follow (proc_net(5): flag 00010000).
 */
const probe = remote`
if [ -S /var/run/docker.sock ]; then
  if [ -w /var/run/docker.sock ]; then echo docker=open; else echo docker=denied; fi
  exit 0
fi
for c in /proc/[0-9]*/comm; do
  { read -r name <"$c"; } 2>/dev/null || continue
  [ "$name" = dockerd ] || continue
  echo docker=elsewhere
  while read -r a b c flags d e f path; do
    case "$flags $path" in "00010000 "*docker*.sock) case "$path" in *containerd*|*/metrics.sock) ;; *) echo "socket=$path";; esac;; esac
  done </proc/net/unix
  exit 0
done
if command -v dockerd >/dev/null 2>&1; then echo docker=down; else echo docker=missing; fi`;

/** What is behind a socket that could not be opened. */
export type SocketProbe =
  /** It is there, and the asking user may write to it, or may not. */
  | { found: 'open' | 'denied' }
  /** dockerd is installed and does not run, or is not installed. */
  | { found: 'down' | 'missing' }
  /** dockerd runs without it. `socket` may be the one it listens on; empty where none was found. */
  | { found: 'elsewhere'; socket: string }
  /** The node answered with something else. */
  | { found: 'unknown' };

/** Why the daemon's socket cannot be opened by this connection's user. @throws AppError when the node cannot be asked */
export async function probeSocket(connection: Pick<SshConnection, 'run'>): Promise<SocketProbe> {
  const said = readFields((await connection.run(probe)).stdout.toString());
  const found = said.get('docker');
  if (found === 'elsewhere') return { found, socket: said.get('socket') ?? '' };
  return found === 'open' || found === 'denied' || found === 'down' || found === 'missing' ? { found } : { found: 'unknown' };
}

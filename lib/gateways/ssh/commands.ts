import type { RemoteCommand } from './types';

/**
 * A command line for a node. A template without placeholders: nothing of what anybody typed can become part of one; what varies goes
 * through standard input. @throws TypeError when something was put in.
 */
export function remote(text: TemplateStringsArray, ...none: never[]): RemoteCommand {
  if (none.length > 0 || text.length !== 1) throw new TypeError('A remote command is a constant.');
  return text.raw[0]?.trim() as RemoteCommand;
}

/**
 * Every command line the panel runs on a node. Constants: nothing of what anybody typed is ever part of one; what varies goes
 * through standard input.
 */
export const commands = {
  /**
   * The Engine API on standard input and output: the docker CLI's `docker system dial-stdio`; without a CLI on the node, a relay in perl,
   * which is part of every Debian and Ubuntu (perl-base).
   */
  dialStdio: remote`
if command -v docker >/dev/null 2>&1; then exec docker system dial-stdio; fi
exec perl -MIO::Socket::UNIX -MIO::Select -e '
my $d = IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") or exit 1;
my %to = (fileno(STDIN) => $d, fileno($d) => \*STDOUT); my $s = IO::Select->new(\*STDIN, $d);
while (my @r = $s->can_read) { for my $f (@r) {
  my $n = sysread($f, my $b, 65536); my $o = $to{fileno($f)};
  if (!$n) { exit 0 if fileno($f) == fileno($d); shutdown($d, 1); $s->remove($f); next }
  my $w = 0; while ($w < $n) { my $k = syswrite($o, $b, $n - $w, $w); exit 1 unless defined $k; $w += $k }
} }'`,
  /**
   * Why the socket cannot be opened: one word behind `docker=`. With `elsewhere`, a process of dockerd's runs without it, and the sockets
   * listened on that may be its own follow (proc_net(5): flag 00010000).
   */
  probeDocker: remote`
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
if command -v dockerd >/dev/null 2>&1; then echo docker=down; else echo docker=missing; fi`,
} as const;

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
  /** Why the socket cannot be opened: one word. dockerd lies outside a plain user's PATH. */
  probeDocker:
    'PATH=$PATH:/usr/local/sbin:/usr/sbin; if [ ! -S /var/run/docker.sock ]; then command -v dockerd >/dev/null 2>&1 && echo down || echo missing; elif [ ! -w /var/run/docker.sock ]; then echo denied; else echo open; fi' as RemoteCommand,
} as const;

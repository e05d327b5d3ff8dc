import { remote } from '@/lib/gateways/ssh/remote';
import { mustAsRoot } from '../run-as-root';
import type { Step } from '../step';

const read = remote`uname -n; cat /etc/hostname 2>/dev/null | head -n 1; echo; awk '$1 == "127.0.1.1" { print $2; exit }' /etc/hosts 2>/dev/null; echo`;

/**
 * The name comes on standard input, and is refused here again if it is none (hostname(7)): it goes into files. hostnamectl asks for a
 * message bus, which a small system with systemd may not have; what it would do is done without it then.
 */
const write = remote`
set -e; umask 022; IFS= read -r n
case "$n" in ''|-*|*-|*[!a-z0-9-]*) exit 64;; esac
if [ -d /run/systemd/system ] && hostnamectl set-hostname "$n" 2>/dev/null; then :
else printf '%s\n' "$n" >/etc/hostname; hostname "$n" 2>/dev/null || printf '%s\n' "$n" >/proc/sys/kernel/hostname; fi
touch /etc/hosts; t=$(mktemp /etc/.hosts.XXXXXX)
awk -v n="$n" '$1 == "127.0.1.1" { if (!done) print "127.0.1.1\t" n; done = 1; next } { print } END { if (!done) print "127.0.1.1\t" n }' /etc/hosts >"$t"
chmod --reference=/etc/hosts "$t"; mv "$t" /etc/hosts`;

/** The node's own name; without it `sudo` complains, and every prompt looks alike. */
export function hostname(input: { hostname?: string | undefined }): Step {
  return {
    id: 'hostname',
    async check(node) {
      const [now = '', stored = '', own = ''] = (await mustAsRoot(node, read)).split('\n').filter((line) => line !== '');
      const wanted = input.hostname ?? node.name;
      return { ok: now === wanted && stored === wanted && own === wanted, detail: now };
    },
    plan: async (node) => [`hostname ${input.hostname ?? node.name}`],
    async apply(node) {
      const wanted = input.hostname ?? node.name;
      await mustAsRoot(node, write, { input: `${wanted}\n` });
      return `hostname ${wanted}`;
    },
  };
}

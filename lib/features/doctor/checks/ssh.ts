import { remote } from '@/lib/gateways/ssh/remote';
import { bad, defineCheck, ok, type Subject, skipped, warn } from '../check';

/** sshd's own greeting (RFC 4253 4.2), read on the node where this very connection came in; else the version of its program. */
const greeting = remote`
line=$(timeout 5 bash -c 'set -- $SSH_CONNECTION; exec 3<>"/dev/tcp/$3/$4" && IFS= read -r -t 4 line <&3 && printf %s "$line"' 2>/dev/null)
case "$line" in SSH-*) printf '%s\n' "$line";; *) ssh -V 2>&1;; esac`;

/** Who answers there, and in which version? */
export const ssh = defineCheck({
  id: 'ssh',
  needs: 'nothing',
  async ask({ about, ask }: Subject) {
    if (about.stages) return about.stages.banner ?? null;
    return { state: 'ok' as const, code: null, evidence: (await ask(greeting)).split('\n')[0]?.trim() || null };
  },
  conclude(banner) {
    if (!banner) return skipped('not_reached');
    const { evidence } = banner;
    if (banner.state !== 'ok') {
      if (banner.code === 'not_ssh') return bad('ssh_none', { evidence, fix: { kind: 'edit' } });
      return bad('ssh_hung_up', { evidence, fix: { kind: 'reconnect' } });
    }
    const version = /OpenSSH[_ ]([\d.]+)/.exec(evidence ?? '')?.[1];
    if (!version) return warn('ssh_other', { evidence });
    // 7.4 (2016): the oldest in a distribution that is still cared for (RHEL 7's); older ones know no `restrict` with `from=`.
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < 7 || (major === 7 && minor < 4)) return warn('ssh_old', { evidence, params: { version } });
    return ok('ssh_speaks', { evidence, params: { version } });
  },
});

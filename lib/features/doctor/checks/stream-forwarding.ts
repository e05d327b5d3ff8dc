import { defineCheck, ok, type Subject, warn } from '../check';
import { askSshd, requireSshdValue, sshdValue } from '../sshd-options';

/** Does sshd open the Docker socket for us, or does each call cost a process on the node? */
export const streamForwarding = defineCheck({
  id: 'stream_forwarding',
  needs: 'connection',
  async ask(subject: Subject) {
    const { about } = subject;
    const sshd = await askSshd(subject).catch((error: unknown) => {
      // Without root, a channel that is open says it too.
      if (about.status.state === 'ready' && about.status.transport === 'streamlocal') return null;
      throw error;
    });
    if (!sshd) return 'open channel';
    const { root, login } = sshd;
    const options = about.connectedAs === 'panel_root' ? root : login;
    if (sshdValue(options, 'disableforwarding') === 'yes') return 'DisableForwarding yes';
    return `AllowStreamLocalForwarding ${requireSshdValue(options, 'AllowStreamLocalForwarding')}`;
  },
  conclude(said) {
    const off = /^DisableForwarding yes|^AllowStreamLocalForwarding (no|remote)/.test(said);
    return off ? warn('forwarding_off', { evidence: said }) : ok('forwarding_on', { evidence: said });
  },
});

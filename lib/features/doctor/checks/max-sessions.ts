import { bad, defineCheck, ok, warn } from '../check';
import { askSshd, requireSshdValue } from '../sshd-options';

/** A student has a few terminals, the panel a few commands: below this, further connections are opened for them. */
const enough = 4;

export const maxSessions = defineCheck({
  id: 'max_sessions',
  needs: 'root',
  ask: askSshd,
  conclude({ root, login }, { connectedAs }) {
    const value = requireSshdValue(connectedAs === 'panel_root' ? root : login, 'MaxSessions');
    const evidence = `MaxSessions ${value}`;
    const params = { count: Number(value) };
    if (params.count === 0) return bad('sessions_none', { evidence, params });
    return params.count < enough ? warn('sessions_few', { evidence, params }) : ok('sessions_enough', { evidence, params });
  },
});

import { isAppError } from '@/lib/core/errors';
import type { FindingReason } from '@/lib/shared/doctor';
import { remote } from '@/lib/gateways/ssh/remote';
import { bad, defineCheck, ok, type Subject } from '../check';

const nothing = remote`true`;
const reasons: Partial<Record<string, FindingReason>> = {
  shell_in_the_way: 'shell_in_the_way',
  shell_altered: 'shell_altered',
  shell_slow: 'shell_slow',
  password_expired: 'shell_password_expired',
};

/** Does the login shell come to the panel's command, whatever its start-up files do? */
export const loginShell = defineCheck({
  id: 'login_shell',
  needs: 'connection',
  async ask(subject: Subject) {
    try {
      await subject.ask(nothing);
      return null;
    } catch (error) {
      const reason = isAppError(error) ? reasons[error.code] : undefined;
      if (!isAppError(error) || !reason) throw error;
      return { reason, said: error.detail ?? null };
    }
  },
  conclude(trouble, { loginUser }) {
    const params = { user: loginUser };
    return trouble ? bad(trouble.reason, { params, evidence: trouble.said }) : ok('shell_runs', { params });
  },
});

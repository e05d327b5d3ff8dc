import { isAppError } from '@/lib/core/errors';
import type { FindingReason } from '@/lib/shared/doctor';
import { remote } from '@/lib/gateways/ssh/remote';
import { defineCheck, ok, type Subject, warn } from '../check';

const whoAmI = remote`id`;
const refusals: Partial<Record<string, FindingReason>> = {
  root_password_wrong: 'way_password_refused',
  su_not_allowed: 'way_su_refused',
  sudo_refused: 'way_sudo_refused',
};

/** By which right the panel is root, proved, and what that costs. */
export const rootWay = defineCheck({
  id: 'root_way',
  needs: 'connection',
  async ask({ askRoot }: Subject) {
    try {
      return { id: (await askRoot(whoAmI)).trim(), refusal: null };
    } catch (error) {
      if (!isAppError(error) || !(error.code in refusals || error.code === 'root_unavailable')) throw error;
      return { id: null, refusal: { code: error.code as string, detail: error.detail ?? null } };
    }
  },
  conclude({ id, refusal }, { status, loginUser }) {
    const params = { user: loginUser };
    const way = status.access?.root;
    if (way && !refusal) return ok(`way_${way}`, { params, evidence: id });
    const reason = refusals[refusal?.code ?? ''];
    // Another password helps where one was refused, and not where the user may not try.
    const fix = reason === 'way_su_refused' ? null : ({ kind: 'edit' } as const);
    if (reason) return warn(reason, { params, evidence: refusal?.detail ?? null, fix });
    return warn('way_none', { params, evidence: refusal?.detail ?? null, fix: { kind: 'root_login' } });
  },
});

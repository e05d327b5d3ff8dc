import { defineCheck, ok, warn } from '../check';

/** How far the node's root login is. Open is no fault: it is what the lesson does. */
export const rootLogin = defineCheck({
  id: 'root_login',
  needs: 'nothing',
  ask: () => null,
  conclude(_, { rootLogin: stage, rootLoginReason, loginUser }) {
    const evidence = rootLoginReason ? [rootLoginReason.code, rootLoginReason.detail].filter(Boolean).join(': ') : null;
    if (stage === 'done') return ok('root_login_done');
    if (loginUser === 'root') return ok('root_login_by_register');
    if (rootLoginReason?.code === 'root_login_lost') return warn('root_login_lost', { evidence, fix: { kind: 'root_login' } });
    if (stage === 'installing' || stage === 'removing') return ok('root_login_under_way', { evidence });
    return ok('root_login_open', { evidence, fix: { kind: 'root_login' } });
  },
});

import { bad, defineCheck, ok } from '../check';
import { askLoginUser } from '../login-user';

/** Is the class's user there, can it have a shell, and is it in group docker, which is as good as root? */
export const loginUser = defineCheck({
  id: 'login_user',
  needs: 'connection',
  ask: askLoginUser,
  conclude({ passwd, groups }, { loginUser: user }) {
    if (passwd === '') return bad('login_user_missing', { params: { user }, fix: { kind: 'edit' } });
    const shell = passwd.split(':')[6] ?? '';
    const evidence = `${passwd} · ${groups.join(' ')}`;
    const params = { user, shell };
    if (/\/(nologin|false)$/.test(shell)) return bad('login_user_no_shell', { params, evidence });
    if (user === 'root') return ok('login_user_root', { params, evidence });
    return ok(groups.includes('docker') ? 'login_user_in_docker' : 'login_user_plain', { params, evidence });
  },
});

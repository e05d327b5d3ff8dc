import { bad, defineCheck, ok, warn } from '../check';
import { askSshd, requireSshdValue } from '../sshd-options';

/** May root log in by itself? Before the root login nobody may; after it, the panel's key and never a password. */
export const permitRootLogin = defineCheck({
  id: 'permit_root_login',
  needs: 'root',
  ask: askSshd,
  conclude({ root }, { rootLogin, loginUser }) {
    const value = requireSshdValue(root, 'PermitRootLogin');
    const evidence = `PermitRootLogin ${value}`;
    const fix = { kind: 'root_login' } as const;
    const usesRoot = rootLogin === 'done' || loginUser === 'root';
    if (value === 'yes') return warn('permit_password', { evidence, fix });
    if (value === 'forced-commands-only') return warn('permit_commands', { evidence, fix });
    if (value === 'no') return usesRoot ? bad('permit_no_but_done', { evidence, fix }) : ok('permit_no', { evidence });
    return ok('permit_key', { evidence });
  },
});

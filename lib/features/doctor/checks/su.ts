import { remote } from '@/lib/gateways/ssh/remote';
import { readFields } from '@/lib/gateways/ssh/fields';
import { bad, defineCheck, ok, type Subject } from '../check';
import { askLoginUser, type LoginUser } from '../login-user';

const probe = remote`
if path=$(command -v su); then echo "su=$(stat -L -c '%a %U %n' "$path")"; echo "version=$(LC_ALL=C su --version 2>&1 | head -n 1)"; fi
if [ -r /etc/pam.d/su ]; then sed -n 's/^[[:space:]]*\(auth[[:space:]].*pam_wheel\.so.*\)$/wheel=\1/p' /etc/pam.d/su; fi`;

/** May the login user try `su` at all? The rules of pam_wheel(8) in /etc/pam.d/su, which may be there and which keep others out. */
export const su = defineCheck({
  id: 'su',
  needs: 'connection',
  async ask(subject: Subject): Promise<{ said: Map<string, string>; user: LoginUser }> {
    return { said: readFields(await subject.ask(probe)), user: await askLoginUser(subject) };
  },
  conclude({ said, user }, { loginUser }) {
    const params = { user: loginUser, group: 'wheel' };
    const program = said.get('su');
    if (!program) return bad('su_missing', { params });
    const evidence = [program, said.get('version')].filter(Boolean).join(' · ');
    const [mode = '', owner = ''] = program.split(' ');
    if (owner !== 'root' || !/^[4-7]\d{3}$/.test(mode)) return bad('su_not_setuid', { params, evidence });
    const rule = said.get('wheel');
    if (!rule || loginUser === 'root' || /\btrust\b/.test(rule)) return ok('su_open', { params, evidence });
    // Without a group named it is wheel, or group 0 where there is none (pam_wheel(8)).
    const group = /\bgroup=(\S+)/.exec(rule)?.[1] ?? (user.wheelExists ? 'wheel' : 'root');
    const member = user.groups.includes(group);
    const kept = /\bdeny\b/.test(rule) ? member : !member;
    const more = { params: { ...params, group }, evidence: rule };
    return kept ? bad('su_wheel', more) : ok('su_wheel_member', more);
  },
});

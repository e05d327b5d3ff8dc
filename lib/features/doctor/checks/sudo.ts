import { remote } from '@/lib/gateways/ssh/remote';
import { readFields } from '@/lib/gateways/ssh/fields';
import { defineCheck, ok, type Subject } from '../check';

/**
 * May the login user use sudo? As that user: without a password, or by the groups distributions give it to (asking with one would be
 * reported to root). As root: what sudo itself says of that user.
 */
const probe = remote`
IFS= read -r user
if ! command -v sudo >/dev/null 2>&1; then echo sudo=missing; exit 0; fi
if [ "$(id -u)" = 0 ]; then
  echo "sudo=listed"; echo "says=$(LC_ALL=C sudo -n -l -U "$user" 2>&1 | grep -v "unable to resolve" | tail -n 3 | tr '\n' ' ')"
else
  if says=$(LC_ALL=C sudo -n true 2>&1); then echo sudo=free; else echo sudo=asks; fi
  echo "says=$(printf %s "$says" | grep -v 'unable to resolve' | tail -n 1)"
fi
echo "groups=$(id -Gn -- "$user" 2>/dev/null)"`;

/** None of its answers is a fault: the ways to be root are weighed where they are used. */
export const sudo = defineCheck({
  id: 'sudo',
  needs: 'connection',
  async ask({ about, ask }: Subject) {
    return readFields(await ask(probe, { input: `${about.loginUser}\n` }));
  },
  conclude(said, { loginUser: user }) {
    const params = { user };
    const says = said.get('says') ?? '';
    const evidence = says || null;
    if (user === 'root') return ok('sudo_not_needed', { params });
    const state = said.get('sudo');
    if (state === 'missing') return ok('sudo_missing', { params });
    if (state === 'free' || (state === 'listed' && says.includes('NOPASSWD'))) return ok('sudo_free', { params, evidence });
    // sudo -l -U: "User x may run the following commands on h: (ALL : ALL) ALL", or "User x is not allowed to run sudo on h."
    if (state === 'listed' && !/not allowed|\(\S.*\) /.test(says)) throw new Error(says || 'sudo -l said nothing.');
    const may =
      state === 'listed'
        ? !/not allowed/.test(says)
        : (said.get('groups') ?? '').split(' ').some((group) => /^(sudo|wheel|admin)$/.test(group));
    return ok(may ? 'sudo_password' : 'sudo_not_allowed', { params, evidence });
  },
});

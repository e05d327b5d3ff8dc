import { remote } from '@/lib/gateways/ssh/remote';
import { readFields } from '@/lib/gateways/ssh/fields';
import type { Subject } from './check';

/** Who the class logs in as, whoever the connection is. */
const whoIsIt = remote`
IFS= read -r user
command -v getent >/dev/null 2>&1 || { echo "getent(1) is not there" >&2; exit 1; }
echo "passwd=$(getent passwd "$user")"
echo "groups=$(id -Gn -- "$user" 2>/dev/null)"
echo "wheel=$(getent group wheel)"`;

export interface LoginUser {
  /** The line of passwd(5), or empty. */
  passwd: string;
  groups: string[];
  wheelExists: boolean;
}

/** Asked once; several findings are about it. */
export const askLoginUser = (subject: Subject): Promise<LoginUser> =>
  subject.once('login user', async () => parseLoginUser(await subject.ask(whoIsIt, { input: `${subject.about.loginUser}\n` })));

export function parseLoginUser(text: string): LoginUser {
  const said = readFields(text);
  return {
    passwd: said.get('passwd') ?? '',
    groups: (said.get('groups') ?? '').split(' ').filter(Boolean),
    wheelExists: (said.get('wheel') ?? '') !== '',
  };
}

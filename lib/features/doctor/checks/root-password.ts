import { isAppError } from '@/lib/core/errors';
import { remote } from '@/lib/gateways/ssh/remote';
import { bad, type Conclusion, defineCheck, ok, type Subject, warn } from '../check';

/** `root P …`: set; `L`: locked; `NP`: none (passwd(1)). */
const status = remote`LC_ALL=C passwd -S root`;

/**
 * Can `su root` succeed at all? Root alone may look; where `su` is the way and refuses the stored password, root is locked or has another
 * password, and nobody but root could say which.
 */
export const rootPassword = defineCheck({
  id: 'root_password',
  needs: 'connection',
  async ask({ askRoot }: Subject) {
    try {
      return { said: (await askRoot(status)).trim(), refused: null };
    } catch (error) {
      if (!isAppError(error) || error.code !== 'root_password_wrong') throw error;
      return { said: null, refused: error.detail ?? '' };
    }
  },
  conclude({ said, refused }, { loginUser }): Conclusion {
    const fix = { kind: 'root_login' } as const;
    if (said === null) return bad('root_password_refused', { evidence: refused, fix });
    const word = said.split(/\s+/)[1];
    // Whoever logs in as root already needs no password of root's.
    const judge = loginUser === 'root' ? warn : bad;
    if (word === 'L' || word === 'LK') return judge('root_locked', { evidence: said, fix });
    if (word === 'NP') return judge('root_password_empty', { evidence: said, fix });
    if (word === 'P' || word === 'PS') return ok('root_password_set', { evidence: said });
    throw new Error(said || 'passwd -S said nothing.');
  },
});

import { AppError, isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { RootWay } from '@/lib/shared/nodes';
import { remote } from './remote';
import { readFields } from './fields';
import { createRootAccess, type RootAccess } from './root-access';
import type { SshConnection } from './ssh-connection';

/** Who we are, which groups, and which of `sudo` and `su` there is; a line each. */
const probe = remote`
echo "uid=$(id -u)"; echo "groups=$(id -Gn)"
if command -v sudo >/dev/null 2>&1; then echo sudo=yes; if sudo -n true >/dev/null 2>&1; then echo sudo_free=yes; fi; fi
if command -v su >/dev/null 2>&1; then case "$(su --version 2>/dev/null)" in *[Uu][Tt][Ii][Ll]-[Ll][Ii][Nn][Uu][Xx]*) echo su=util-linux;; *) echo su=other;; esac; fi`;
const whoAmI = remote`id -u`;

/** What may be used to become root; each is opened for the moment of its use. */
export interface RootCredentials {
  /** The login user's own password, for `sudo`; null when it logs in by key. */
  loginPassword(): Promise<string | null>;
  /** root's password, for `su`; null when none is stored. */
  rootPassword(): Promise<string | null>;
}

/**
 * Finds a way to be root over this connection and proves it, at the least cost first: root already, `sudo` without a password, `sudo`
 * with the login user's (only for members of the groups that may, since sudo reports others), `su` with root's.
 * @returns the way, or why there is none: null when nothing was there to try.
 */
export async function findRoot(
  connection: SshConnection,
  credentials: RootCredentials,
): Promise<{ root: RootAccess | null; refusal: AppError | null }> {
  // Who logged in as root is root: no question is worth a session of its own.
  if (connection.user === 'root') return { root: createRootAccess(connection, 'root', none), refusal: null };
  const facts = await askWho(connection);
  if (isAppError(facts)) return { root: null, refusal: facts };
  if (facts.get('uid') === '0') return { root: createRootAccess(connection, 'root', none), refusal: null };
  const ways: RootWay[] = [];
  const maySudo = /(^|\s)(sudo|wheel|admin)(\s|$)/.test(facts.get('groups') ?? '');
  if (facts.get('sudo_free')) ways.push('sudo');
  else if (facts.get('sudo') && maySudo && (await credentials.loginPassword()) !== null) ways.push('sudo_password');
  if (facts.get('su') && (await credentials.rootPassword()) !== null)
    ways.push(facts.get('su') === 'util-linux' ? 'su' : 'su_terminal');
  let refusal: AppError | null = null;
  for (const way of ways) {
    const password =
      way === 'sudo' ? none.password : way === 'sudo_password' ? credentials.loginPassword : credentials.rootPassword;
    const root = createRootAccess(connection, way, { password });
    try {
      if ((await root.run(whoAmI)).stdout.toString().trim() === '0') return { root, refusal: null };
      refusal ??= new AppError('root_unavailable', { detail: `${way} did not make the panel root.` });
    } catch (error) {
      if (!isAppError(error) || error.code === 'node_lost') throw error;
      refusal ??= error;
    }
  }
  return { root: null, refusal };
}

/** A shell that does not come to our question takes root away, and nothing that needs no shell: Docker by streamlocal. */
const shellTroubles: ReadonlySet<ErrorCode> = new Set(['shell_in_the_way', 'shell_altered', 'shell_slow']);

async function askWho(connection: SshConnection): Promise<Map<string, string> | AppError> {
  try {
    const facts = readFields((await connection.run(probe)).stdout.toString());
    return facts.has('uid') ? facts : new AppError('shell_altered', { detail: 'id -u' });
  } catch (error) {
    if (isAppError(error) && shellTroubles.has(error.code)) return error;
    throw error;
  }
}

const none = { password: async () => null };

import { AppError } from '@/lib/core/errors';
import type { Passwords } from '@/lib/shared/operations';
import { remote } from '@/lib/gateways/ssh/remote';
import { mustAsRoot } from '../run-as-root';
import type { Step, StepNode } from '../step';

/**
 * Says `absent`, `locked`, `same` or `other`, for a user and a password on standard input. perl's crypt is the C library's, so it knows
 * every kind of hash the node has (crypt(5)); getpwnam gives root the hash of shadow(5).
 */
const compare = remote`
exec perl -e '
chomp(my $u = <STDIN>); chomp(my $p = <STDIN>); my @e = getpwnam($u);
if (!@e) { print "absent\n" } elsif ($e[1] =~ /^[!*]/ || $e[1] eq "") { print "locked\n" }
else { my $c = crypt($p, $e[1]); print defined $c && $c eq $e[1] ? "same\n" : "other\n" }'`;

/** A user that is missing is made, with a home and bash; then the second line goes to chpasswd(8) as it is. */
const write = remote`
set -e; IFS= read -r u
if ! id -u "$u" >/dev/null 2>&1; then useradd --create-home --shell /bin/bash "$u"; fi
if command -v chage >/dev/null 2>&1; then chage --expiredate -1 "$u" 2>/dev/null || true; fi
exec chpasswd`;

/** The password a node gets. @throws AppError `invalid_input` when the list names no such node */
function passwordFor(passwords: Passwords, node: StepNode): string {
  if (passwords.kind === 'same') return passwords.password;
  const found = passwords.kind === 'each' ? passwords.byNode[node.name] : undefined;
  if (found === undefined) throw new AppError('invalid_input', { detail: node.name });
  return found;
}

function passwordStep(id: Step['id'], user: string, passwords: Passwords): Step {
  const compared = async (node: StepNode) =>
    (await mustAsRoot(node, compare, { input: `${user}\n${passwordFor(passwords, node)}\n` })).trim();
  return {
    id,
    async check(node) {
      const found = await compared(node);
      return { ok: found === 'same', detail: `${user}: ${found}` };
    },
    async plan(node) {
      return [...((await compared(node)) === 'absent' ? [`useradd ${user}`] : []), `chpasswd ${user}`];
    },
    async apply(node) {
      const password = passwordFor(passwords, node);
      await mustAsRoot(node, write, { input: `${user}\n${user}:${password}\n` });
      // At once: the next login of the panel needs it.
      await node.rememberPassword(user, password);
      return `chpasswd ${user}`;
    },
  };
}

/** The login user is there and has this password. */
export const usersLogin = (input: { user: string; passwords: Passwords }): Step =>
  passwordStep('users.login', input.user, input.passwords);

/** root has this password, and is unlocked by it: what `su root` of the lesson needs. sshd refuses it as before. */
export const rootPassword = (input: { passwords: Passwords }): Step => passwordStep('root.password', 'root', input.passwords);

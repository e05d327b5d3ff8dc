import { remote } from '@/lib/gateways/ssh/remote';
import type { Subject } from './check';

/**
 * The settings sshd would use for root and for the login user, coming from where this panel comes from (`sshd -T -C`, sshd(8)): what
 * `Match` says included. Only root may ask.
 */
const effective = remote`
IFS= read -r user; IFS= read -r from
for u in root "$user"; do
  echo "@$u"; sshd -T -C "user=$u,host=$from,addr=$from" 2>&1 || exit 1
done`;
const whereFrom = remote`set -- $SSH_CONNECTION; printf '%s\n' "$1"`;

export interface SshdOptions {
  root: string;
  login: string;
}

/** @throws AppError why the panel cannot be root; Error with what sshd says */
export const askSshd = (subject: Subject): Promise<SshdOptions> =>
  subject.once('sshd', async () => {
    const from = (await subject.ask(whereFrom)).trim() || '127.0.0.1';
    return parseSshd(await subject.askRoot(effective, { input: `${subject.about.loginUser}\n${from}\n` }));
  });

/** @throws Error when it is no list of settings, with what was said instead */
export function parseSshd(text: string): SshdOptions {
  const [, root = '', login = root] = text.split(/^@.*\n/m);
  if (sshdValue(root, 'maxsessions') === null) throw new Error(text.replace(/^@.*\n/gm, '').trim() || 'sshd -T said nothing.');
  return { root, login };
}

/** The value of a keyword that every sshd lists. @throws Error when it does not: then nobody knows what it does */
export function requireSshdValue(options: string, keyword: string): string {
  const value = sshdValue(options, keyword);
  if (value === null) throw new Error(`sshd -T said nothing of ${keyword}.`);
  return value;
}

/** The value of one keyword, or null. sshd -T prints `permitrootlogin` up to OpenSSH 10.0 at least, `PermitRootLogin` in 10.6: case is ignored. */
export function sshdValue(options: string, keyword: string): string | null {
  const start = `${keyword} `.toLowerCase();
  const line = options.split('\n').find((text) => text.toLowerCase().startsWith(start));
  return line ? line.slice(keyword.length + 1).trim() : null;
}

import { randomBytes, randomInt } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { RemoteCommand } from './remote';

/*
 * How the panel's commands stand apart from what a node's shell does by itself (docs/decisions/031-a-frame-around-commands.md). sshd gives every command to the login
 * shell, whose start-up files may print, define functions and aliases, set traps, or never get to the command at all.
 */

/** Where programs are on a node, whatever PATH the login shell has. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';
/** Proxies are set for a whole machine in pam_env(8)'s file, and curl, apt and docker go by them. */
const proxies = `if [ -r /etc/environment ]; then while IFS= read -r l || [ -n "$l" ]; do case "$l" in
[Hh][Tt][Tt][Pp]_*=*|[Hh][Tt][Tt][Pp][Ss]_*=*|[Nn][Oo]_[Pp]*=*) v=\${l#*=}; v=\${v#\\"}; v=\${v%\\"}; export "\${l%%=*}=$v";; esac; done </etc/environment; fi`;

/** Most bytes that are read and dropped before the panel's own begin: banners of start-up files. */
const noiseMaxBytes = 1024 * 1024;
const saidMaxBytes = 4096;

/**
 * What a command says around its output. The number is the sum of two that stand in the command, so that no program that prints the
 * command itself (`ForceCommand`, `set -x`) can say it: whoever says it has run our script.
 */
export interface Mark {
  nonce: string;
  left: number;
  right: number;
  /** As it is said: `BERTH:<nonce>:<sum>`. */
  text: string;
}

export function drawMark(): Mark {
  const nonce = randomBytes(9).toString('hex');
  const [left, right] = [randomInt(1, 1_000_000), randomInt(1, 1_000_000)];
  return { nonce, left, right, text: `BERTH:${nonce}:${left + right}` };
}

/** sh that puts the mark into `m`. */
const setMark = ({ nonce, left, right }: Mark): string => `m=BERTH:${nonce}:$((${left}+${right}))`;

/**
 * How the path of a program is spelled on one connection: with so many slashes that no function or alias of a start-up file has its name.
 * bash takes functions named `/bin/sh` or `/usr/bin/env`, so the usual spelling, one slash at each place, is never drawn.
 */
export type Spelling = readonly [number, number, number];
export const drawSpelling = (): Spelling => [randomInt(2, 12), randomInt(2, 12), randomInt(2, 12)];
const spell = ([a, b, c]: Spelling, directories: readonly string[], name: string): string =>
  [...directories, name].map((part, index) => '/'.repeat([a, b, c][index] ?? 1) + part).join('');

/**
 * A script as one line that sh, bash, zsh, dash, ksh, fish and tcsh read alike: between single quotes stand only characters that none of
 * them looks at there. All others are octal, which the `printf` of the sh we start takes back (POSIX, printf, `%b`). tcsh knows `!` and line
 * breaks in quotes, fish knows backslashes.
 */
function inOneLine(script: string): string {
  const safe = script.replace(/[^A-Za-z0-9 _./,:;=+@%{}()|&<>*?#[\]~^-]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  );
  return `'eval "$(printf %b "${safe}")"'`;
}

/** sh in surroundings of ours: nothing that a start-up file exported (functions of bash too, BASH_ENV, ENV) goes with it. */
function inCleanShell(spelling: Spelling, script: string, kept: string): RemoteCommand {
  const env = spell(spelling, ['usr', 'bin'], 'env');
  return `${env} -i PATH=${path} LC_ALL=C ${kept} ${spell(spelling, ['bin'], 'sh')} -c ${inOneLine(script)}` as RemoteCommand;
}

/** What sshd says of the login: read by the login shell, in double quotes, which every shell has. */
const ofTheLogin = 'HOME="$HOME" USER="$USER" LOGNAME="$LOGNAME" SSH_CONNECTION="$SSH_CONNECTION"';

/** A command whose output and errors begin and end with the mark; the exit code stands behind the last one of the output. */
export function framedCommand(command: string, mark: Mark, spelling: Spelling): RemoteCommand {
  const script = [
    setMark(mark),
    proxies,
    `printf '%s\\n' "$m"; printf '%s\\n' "$m" >&2`,
    `( unset m l v\n${command}\n)`,
    `c=$?; printf '\\n%s:%s\\n' "$m" "$c"; printf '\\n%s:\\n' "$m" >&2`,
  ].join('\n');
  return inCleanShell(spelling, script, ofTheLogin);
}

/** A command as a byte stream: both outputs begin with the mark. */
export function framedStream(command: string, mark: Mark, spelling: Spelling): RemoteCommand {
  const script = [setMark(mark), proxies, `printf '%s\\n' "$m"; printf '%s\\n' "$m" >&2`, 'unset m l v', command].join('\n');
  return inCleanShell(spelling, script, ofTheLogin);
}

/**
 * The same for root's own shell, which `su` starts: it may be any shell, with start-up files of its own. `before` runs ahead of the mark.
 * @returns a line for that shell
 */
export function framedForRoot(command: string, mark: Mark, spelling: Spelling, before = ''): string {
  const script = [before, setMark(mark), proxies, 'umask 022; cd /', `printf '%s\\n' "$m"`, command].filter(Boolean).join('\n');
  return inCleanShell(spelling, script, 'HOME=/root USER=root LOGNAME=root');
}

/** Looks for the mark's first line in what comes piece by piece, and keeps the end of what comes before it as evidence. */
export class MarkSearch {
  readonly #wanted: Buffer;
  #seen: Buffer = Buffer.alloc(0);
  #dropped = 0;
  said = '';

  constructor(mark: Mark) {
    this.#wanted = Buffer.from(mark.text);
  }

  /** @returns what follows the mark once it is there, else null. @throws AppError when there is too much before it */
  take(chunk: Buffer): Buffer | null {
    this.#seen = Buffer.concat([this.#seen, chunk]);
    const at = this.#seen.indexOf(this.#wanted);
    // Its line ends with CR LF on a terminal (termios(3), ONLCR).
    const end = at < 0 ? -1 : this.#seen.indexOf(10, at);
    if (end >= 0 && /^\r?$/.test(this.#seen.toString('latin1', at + this.#wanted.length, end))) {
      this.#keep(this.#seen.subarray(0, at));
      return this.#seen.subarray(end + 1);
    }
    const tail = at < 0 ? this.#wanted.length : this.#seen.length - at;
    const past = this.#seen.subarray(0, Math.max(0, this.#seen.length - tail));
    this.#keep(past);
    this.#dropped += past.length;
    this.#seen = this.#seen.subarray(past.length);
    if (this.#dropped > noiseMaxBytes)
      throw new AppError('shell_in_the_way', { detail: `more than ${noiseMaxBytes} bytes before the command` });
    return null;
  }

  /** Everything that was said instead, when there is no mark to come. */
  rest(): string {
    this.#keep(this.#seen);
    this.#seen = Buffer.alloc(0);
    return this.said;
  }

  #keep(bytes: Buffer): void {
    this.said = (this.said + bytes.toString()).slice(-saidMaxBytes);
  }
}

/** The output of a {@link framedCommand} after its first mark; null where it was cut off before its last one. */
export function closeFrame(output: Buffer, mark: Mark): { body: Buffer; code: number } | null {
  const end = Buffer.from(`\n${mark.text}:`);
  const at = output.lastIndexOf(end);
  const match = at < 0 ? null : /^(\d+)\n/.exec(output.toString('latin1', at + end.length, at + end.length + 16));
  return match ? { body: output.subarray(0, at), code: Number(match[1]) } : null;
}

/** Standard error between its marks; what came before and after is the shell's. */
export function cutErrors(errors: Buffer, mark: Mark): Buffer {
  const from = errors.indexOf(`${mark.text}\n`);
  const body = from < 0 ? errors : errors.subarray(from + mark.text.length + 1);
  const to = body.lastIndexOf(`\n${mark.text}:`);
  return to < 0 ? body : body.subarray(0, to);
}

/** Why there is no frame, from what the login said in its place. */
export function noFrame(mark: Mark, said: string): AppError {
  const detail = said.replace(/\s+/g, ' ').trim().slice(-300);
  // sshd's words (session.c) and those of pam_unix(8).
  if (/password change required|password has expired|required to change your password/i.test(said))
    return new AppError('password_expired', { detail });
  if (/account has expired/i.test(said)) return new AppError('account_expired', { detail });
  // Somebody said our mark with another number: not our script.
  if (new RegExp(`BERTH:${mark.nonce}:\\d`).test(said)) return new AppError('shell_altered', { detail });
  return new AppError('shell_in_the_way', { detail: detail || 'The login ended without a word.' });
}

export const slow = (timeoutMs: number): AppError =>
  new AppError('shell_slow', { detail: `The login shell did not come to the command in ${timeoutMs} ms.` });

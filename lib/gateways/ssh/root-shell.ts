import { AppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { RootWay } from '@/lib/shared/nodes';
import { framedForRoot, type Mark, MarkSearch, type Spelling } from './frame';
import type { RemoteCommand } from './remote';
import type { SshProcess } from './ssh-connection';

const sudoPrompt = 'BERTH:PASSWORD:';
/** Makes a terminal's line byte-clean in both directions (stty(1)). */
const rawTerminal = 'stty raw cs8 -echo';

/** By which root is not logged in already. */
export type Becoming = Exclude<RootWay, 'root'>;

/** Puts a constant between single quotes for sh (POSIX 2.2.2). Only constants of ours come here. */
const quoted = (constant: string): string => `'${constant.replaceAll("'", "'\\''")}'`;

/** `su` and `sudo` around a script that is a constant; it stands in a frame of its own, since root's shell has start-up files too. */
function around(way: Becoming, script: string, mark: Mark, spelling: Spelling): RemoteCommand {
  const inner = framedForRoot(script, mark, spelling, way === 'su_terminal' ? rawTerminal : '');
  const commands: Record<Becoming, string> = {
    sudo: `exec sudo -n -- /bin/sh -c ${quoted(inner)}`,
    // -k: the password is asked for each time, so that it can never be taken for the command's input.
    sudo_password: `exec sudo -k -S -p ${sudoPrompt} -- /bin/sh -c ${quoted(inner)}`,
    su: `exec su root -c ${quoted(inner)}`,
    su_terminal: `exec su root -c ${quoted(inner)}`,
  };
  return commands[way] as RemoteCommand;
}

/** How many digits name the length of a command's input. */
const lengthDigits = 12;

/** What goes before the input of a {@link framedRun}. */
export const inputLength = (bytes: number): string => String(bytes).padStart(lengthDigits, '0');

/**
 * A command whose standard input is as many bytes as its first digits say (a terminal has no end of file; and bash's `read` would take
 * more than a line from one that is raw), and whose exit code and
 * standard error come behind its output: on a terminal there is one stream for all.
 */
export function framedRun(way: Becoming, command: RemoteCommand, mark: Mark, spelling: Spelling): RemoteCommand {
  const script = [
    `n=$(head -c ${lengthDigits})`,
    `{ err=$( { head -c "$n" | ( unset m l v n\n${command}\n) 1>&3; } 2>&1 ); } 3>&1`,
    'code=$?',
    `printf '\\n%s:%s %s\\n' "$m" "$code" "$(printf %s "$err" | head -c 65536 | base64 | tr -d '\\n')"`,
  ].join('; ');
  return around(way, script, mark, spelling);
}

/** A command as a byte stream. */
export function streamed(way: Becoming, command: RemoteCommand, mark: Mark, spelling: Spelling): RemoteCommand {
  return around(way, `exec 2>/dev/null; unset m l v\n${command}`, mark, spelling);
}

/** Output, exit code and errors of a {@link framedRun}; null when it was cut off before its end. */
export function parseFrame(output: Buffer, mark: Mark): { code: number; stdout: Buffer; stderr: Buffer } | null {
  const end = Buffer.from(`\n${mark.text}:`);
  const at = output.lastIndexOf(end);
  const match = at < 0 ? null : /^(\d+) ([A-Za-z0-9+/=]*)\n/.exec(output.subarray(at + end.length).toString('latin1'));
  if (!match) return null;
  return { code: Number(match[1]), stdout: output.subarray(0, at), stderr: Buffer.from(match[2] ?? '', 'base64') };
}

/**
 * Waits until the process is root, giving the password when, and only when, it is asked for. The stream then begins with the
 * command's own output.
 * @throws AppError `root_password_wrong`, `su_not_allowed`, `sudo_refused`, `root_unavailable` with what the node said, `node_deadline`
 */
export function becomeRoot(
  process: SshProcess,
  way: Becoming,
  mark: Mark,
  password: string | null,
  timeoutMs: number,
): Promise<void> {
  const { stream, stderr } = process;
  return new Promise((resolve, reject) => {
    const search = new MarkSearch(mark);
    let said = '';
    let answered = false;
    const finish = (error?: AppError) => {
      clearTimeout(timer);
      stream.removeListener('readable', onReadable);
      stream.removeListener('close', onClose);
      stderr.removeListener('data', onError);
      if (error) {
        stream.destroy();
        reject(error);
      } else {
        stderr.resume();
        resolve();
      }
    };
    const timer = setTimeout(
      () => finish(new AppError('node_deadline', { detail: `${way}: ${said.trim().slice(-200)}` })),
      timeoutMs,
    );
    const look = () => {
      const asks = way === 'sudo_password' ? said.includes(sudoPrompt) : /assword[^\n]*: ?$/.test(said);
      if (!asks) return;
      if (answered || password === null) return finish(refusalOf(way, said));
      answered = true;
      said = '';
      stream.write(`${password}\n`);
    };
    const onError = (chunk: Buffer) => {
      said += chunk.toString();
      look();
    };
    const onData = (chunk: Buffer) => {
      const rest = search.take(chunk);
      if (rest !== null) {
        finish();
        if (rest.length > 0) stream.unshift(rest);
        return true;
      }
      // On a terminal the prompt comes with the output.
      if (way === 'su_terminal') onError(chunk);
      return false;
    };
    // Read piece by piece, not by 'data': whoever takes the stream over finds it as a stream that nobody has begun to read.
    const onReadable = () => {
      try {
        for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read()) if (onData(chunk)) return;
      } catch (error) {
        finish(error as AppError);
      }
    };
    const onClose = () => finish(refusalOf(way, `${said}${search.rest()}`));
    stream.on('readable', onReadable);
    stream.on('close', onClose);
    stderr.on('data', onError);
  });
}

/** Why `su` or `sudo` ended without making us root, from what it says in the C locale (su.c of util-linux and shadow, sudo's plugin). */
function refusalOf(way: RootWay, said: string): AppError {
  const detail = said.replaceAll(sudoPrompt, '').replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const code: ErrorCode = /must be run from a terminal|must have a tty/i.test(said)
    ? 'root_unavailable'
    : way.startsWith('sudo')
      ? 'sudo_refused'
      : /permission denied|not authorized/i.test(said)
        ? 'su_not_allowed'
        : /authentication failure|incorrect password|sorry/i.test(said)
          ? 'root_password_wrong'
          : 'root_unavailable';
  return new AppError(code, { detail });
}

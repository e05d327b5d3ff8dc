import { AppError } from '@/lib/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { RootWay } from '@/lib/shared/nodes';
import type { RemoteCommand, SshProcess } from './types';

/** What a command as root says when it is root and waits for its input. */
const ready = Buffer.from('BERTH:READY\n');
const sudoPrompt = 'BERTH:PASSWORD:';
const endMark = '\nBERTH:END ';
/** Root's own surroundings, whichever way it came: `su` and `sudo` leave some of the login user's. */
const surroundings =
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C; export PATH HOME LC_ALL; umask 022; cd /';
/** Makes a terminal's line byte-clean in both directions (stty(1)). */
const rawTerminal = 'stty raw cs8 -echo';

/** Puts a constant between single quotes for sh (POSIX 2.2.2). Only constants of ours come here. */
const quoted = (constant: string): string => `'${constant.replaceAll("'", "'\\''")}'`;

/** `su` and `sudo` around a script that is a constant. */
function around(way: RootWay, script: string): RemoteCommand {
  const inner = quoted(way === 'su_terminal' ? `${rawTerminal}; ${script}` : script);
  const commands: Record<RootWay, string> = {
    root: `/bin/sh -c ${inner}`,
    sudo: `LC_ALL=C sudo -n -- /bin/sh -c ${inner}`,
    // -k: the password is asked for each time, so that it can never be taken for the command's input.
    sudo_password: `LC_ALL=C sudo -k -S -p ${sudoPrompt} -- /bin/sh -c ${inner}`,
    su: `LC_ALL=C su root -c ${inner}`,
    su_terminal: `LC_ALL=C su root -c ${inner}`,
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
export function framedRun(way: RootWay, command: RemoteCommand): RemoteCommand {
  const script = [
    surroundings,
    `printf 'BERTH:READY\\n'`,
    `n=$(head -c ${lengthDigits})`,
    `{ err=$( { head -c "$n" | ( ${command}\n) 1>&3; } 2>&1 ); } 3>&1`,
    'code=$?',
    `printf '\\nBERTH:END %s %s\\n' "$code" "$(printf %s "$err" | head -c 65536 | base64 | tr -d '\\n')"`,
  ].join('; ');
  return around(way, script);
}

/** A command as a byte stream. */
export function streamed(way: RootWay, command: RemoteCommand): RemoteCommand {
  return around(way, `${surroundings}; printf 'BERTH:READY\\n'; exec /bin/sh -c ${quoted(command)} 2>/dev/null`);
}

/** Output, exit code and errors of a {@link framedRun}; null when it was cut off before its end. */
export function parseFrame(output: Buffer): { code: number; stdout: Buffer; stderr: Buffer } | null {
  const at = output.lastIndexOf(endMark);
  const match = at < 0 ? null : /^(\d+) ([A-Za-z0-9+/=]*)\n/.exec(output.subarray(at + endMark.length).toString('latin1'));
  if (!match) return null;
  return { code: Number(match[1]), stdout: output.subarray(0, at), stderr: Buffer.from(match[2] ?? '', 'base64') };
}

/**
 * Waits until the process is root, giving the password when, and only when, it is asked for. The stream then begins with the
 * command's own output.
 * @throws AppError `root_password_wrong`, `su_not_allowed`, `sudo_refused`, `root_unavailable` with what the node said, `node_deadline`
 */
export function becomeRoot(process: SshProcess, way: RootWay, password: string | null, timeoutMs: number): Promise<void> {
  const { stream, stderr } = process;
  return new Promise((resolve, reject) => {
    let out = Buffer.alloc(0);
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
      out = Buffer.concat([out, chunk]);
      const at = out.indexOf(ready);
      if (at >= 0) {
        const rest = out.subarray(at + ready.length);
        finish();
        if (rest.length > 0) stream.unshift(rest);
        return true;
      }
      if (out.length > 64 * 1024) finish(new AppError('root_unavailable', { detail: 'The node said too much.' }));
      // On a terminal the prompt comes with the output.
      else if (way === 'su_terminal') onError(chunk);
      return false;
    };
    // Read piece by piece, not by 'data': whoever takes the stream over finds it as a stream that nobody has begun to read.
    const onReadable = () => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read()) if (onData(chunk)) return;
    };
    const onClose = () => finish(refusalOf(way, `${said}${out.toString()}`));
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

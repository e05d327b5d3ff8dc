import type { ClientChannel } from 'ssh2';
import { AppError } from '@/lib/core/errors';
import { closeFrame, cutErrors, type Mark, MarkSearch, noFrame, slow } from './frame';
import type { ExecResult } from './ssh-connection';

export interface RunLimits {
  input?: string | Buffer;
  timeoutMs: number;
  maxBytes: number;
}

/** Room for what start-up files print on standard error, and for the marks. */
const aroundMaxBytes = 1024 * 1024;

/**
 * Carries one framed command to its end. Its input goes there when the mark has come, and not before: no start-up file can eat it, and
 * a password on it reaches our own script alone. Without input, standard input ends at once.
 * @param onFail told how to break it off, so that the connection's end can do so; called with null when it is over
 * @throws AppError `shell_in_the_way`, `shell_altered`, `shell_slow`, `password_expired`, `account_expired`, `node_deadline`, `node_lost`
 */
export function runFramed(
  channel: ClientChannel,
  mark: Mark,
  { input, timeoutMs, maxBytes }: RunLimits,
  onFail: { add(fail: (error: AppError) => void): void; delete(fail: (error: AppError) => void): void },
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const search = new MarkSearch(mark);
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    let started = false;
    let outBytes = 0;
    let errorBytes = 0;
    const fail = (error: AppError) => {
      clearTimeout(timer);
      onFail.delete(fail);
      channel.close();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(started ? new AppError('node_deadline', { detail: `${timeoutMs} ms` }) : slow(timeoutMs)),
      timeoutMs,
    );
    const tooMuch = () => fail(new AppError('node_deadline', { detail: `more than ${maxBytes} bytes` }));
    const keep = (bytes: Buffer) => {
      outBytes += bytes.length;
      if (outBytes > maxBytes + mark.text.length + 16) tooMuch();
      else out.push(bytes);
    };
    onFail.add(fail);
    channel.on('data', (chunk: Buffer) => {
      if (started) return keep(chunk);
      try {
        const rest = search.take(chunk);
        if (rest === null) return;
        started = true;
        if (input !== undefined && input.length > 0) channel.end(input);
        keep(rest);
      } catch (error) {
        fail(error as AppError);
      }
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      errorBytes += chunk.length;
      if (errorBytes > maxBytes + aroundMaxBytes) tooMuch();
      else errors.push(chunk);
    });
    channel.on('close', () => {
      clearTimeout(timer);
      onFail.delete(fail);
      const said = Buffer.concat(errors);
      if (!started) return reject(noFrame(mark, `${search.rest()} ${said.subarray(-4096).toString()}`));
      const frame = closeFrame(Buffer.concat(out), mark);
      if (!frame) return reject(new AppError('node_lost', { detail: 'The command was cut off.' }));
      resolve({ code: frame.code, stdout: frame.body, stderr: cutErrors(said, mark) });
    });
    channel.on('error', () => {});
    if (input === undefined || input.length === 0) channel.end();
  });
}

import { waitAtMost } from '@/lib/core/async/wait';
import type { Readable } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import { type Mark, MarkSearch, noFrame, slow } from './frame';

/** How long the errors are waited for where the output has ended, in ms. */
const lastWordsMs = 1_000;

/**
 * Waits until both outputs of a `framedStream` have said the mark. They then begin with what follows it, and nobody has begun to read them.
 * @param errors null on a terminal, where both outputs are one
 * @throws AppError `shell_in_the_way`, `shell_altered`, `shell_slow`, `password_expired`, `account_expired`
 */
export async function passMarks(output: Readable, errors: Readable | null, mark: Mark, timeoutMs: number): Promise<void> {
  const ofErrors = errors === null ? Promise.resolve(null) : passMark(errors, mark, timeoutMs);
  const missing = await passMark(output, mark, timeoutMs);
  if (missing === null) return void (await ofErrors);
  if (missing instanceof AppError) throw missing;
  // What stands in the command's place may be said on either.
  const alsoSaid = await waitAtMost(ofErrors, lastWordsMs);
  throw noFrame(mark, `${missing} ${typeof alsoSaid === 'string' ? alsoSaid : ''}`);
}

/** @returns null once the mark is passed, what was said instead where the stream has ended, or why nobody waits any longer */
function passMark(stream: Readable, mark: Mark, timeoutMs: number): Promise<null | string | AppError> {
  return new Promise((resolve) => {
    const search = new MarkSearch(mark);
    const finish = (outcome: null | string | AppError) => {
      clearTimeout(timer);
      stream.removeListener('readable', onReadable);
      for (const event of ['end', 'close']) stream.removeListener(event, onEnd);
      resolve(outcome);
    };
    const timer = setTimeout(() => finish(slow(timeoutMs)), timeoutMs);
    timer.unref();
    // Read piece by piece, not by 'data': whoever takes the stream over finds it as a stream that nobody has begun to read.
    const onReadable = () => {
      try {
        for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read()) {
          const rest = search.take(chunk);
          if (rest === null) continue;
          finish(null);
          if (rest.length > 0) stream.unshift(rest);
          return;
        }
      } catch (error) {
        finish(error as AppError);
      }
    };
    const onEnd = () => finish(search.rest());
    stream.on('readable', onReadable);
    for (const event of ['end', 'close']) stream.on(event, onEnd);
  });
}

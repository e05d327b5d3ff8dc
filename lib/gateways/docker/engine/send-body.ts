import type { Readable } from 'node:stream';
import { AppError, isAppError } from '@/lib/core/errors';
import { type About, mapEngineError } from './docker-errors';

/**
 * Does what sends `body` to the Engine. A body that breaks off fails it at once: over SSH, a request that is thrown away ends when the node
 * has answered that.
 * @param body read as fast as the node takes it, not read on when the node has refused it; closed afterwards, however it ends
 * @throws AppError `cancelled` when the body breaks off, unless that says why itself; what Docker says
 */
export async function sendBody<T>(body: Readable, about: About, work: () => Promise<T>): Promise<T> {
  let broke = false;
  const breaking = new Promise<never>((_resolve, reject) =>
    body.once('error', (error) => {
      broke = true;
      reject(error);
    }),
  );
  breaking.catch(() => {});
  try {
    return await Promise.race([work(), breaking]);
  } catch (error) {
    if (broke && !isAppError(error)) throw new AppError('cancelled', { cause: error });
    throw mapEngineError(error, about);
  } finally {
    body.destroy();
  }
}

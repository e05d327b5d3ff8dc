import { request } from 'node:http';
import { AppError } from '@/lib/core/errors';
import type { RegistryTarget } from './target';

const answerTimeoutMs = 5_000;

/** Asks a registry for a path of its API, by the class's sign-in. @returns the status. @throws AppError `registry_unreachable` and what `open` throws */
export async function askRegistry(target: RegistryTarget, path: string): Promise<number> {
  const connection = await target.open();
  const { host, port, signIn } = target;
  const options = { host, port, path, createConnection: () => connection };
  return new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => asked.destroy(new Error(`no answer in ${answerTimeoutMs / 1000} s`)), answerTimeoutMs);
    const asked = request({ ...options, ...(signIn && { auth: `${signIn.user}:${signIn.password}` }) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
      asked.destroy();
    });
    asked.once('error', (error) => reject(new AppError('registry_unreachable', { detail: error.message, cause: error })));
    asked.once('close', () => {
      clearTimeout(timer);
      connection.destroy();
    });
    asked.end();
  });
}

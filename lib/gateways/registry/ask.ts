import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, isAppError } from '@/lib/core/errors';
import { registryLimits } from './limits';
import type { RegistryTarget } from './target';

export interface RegistryAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Asks a registry for a path of its API, by the class's sign-in: the one way by which the panel itself asks one. A redirect is an answer like
 * another, and is not followed.
 * @param path of `/v2/`, percent-encoded
 * @throws AppError `registry_unreachable`, `registry_error` (a longer answer than the panel reads), and what `open` throws
 */
export async function askRegistry(
  target: RegistryTarget,
  path: string,
  { method = 'GET', accept }: { method?: 'GET' | 'DELETE'; accept?: string } = {},
): Promise<RegistryAnswer> {
  let connection: Duplex | null = null;
  let timer: NodeJS.Timeout | undefined;
  const late = Promise.withResolvers<never>();
  try {
    connection = await target.open();
    timer = setTimeout(
      () => late.reject(new AppError('registry_unreachable', { detail: `no answer in ${registryLimits.answerMs / 1000} s` })),
      registryLimits.answerMs,
    );
    const answered = exchange(connection, target, { method, path, ...(accept !== undefined && { accept }) });
    // One that comes after the time is nobody's.
    answered.catch(() => {});
    return await Promise.race([answered, late.promise]);
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError('registry_unreachable', { detail: (error as Error).message, cause: error });
  } finally {
    clearTimeout(timer);
    connection?.destroy();
  }
}

async function exchange(
  connection: Duplex,
  { host, port, signIn }: RegistryTarget,
  { method, path, accept }: { method: string; path: string; accept?: string },
): Promise<RegistryAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({
      ...{ method, path, createConnection: () => connection },
      headers: {
        ...(accept !== undefined && { accept }),
        ...{ host: `${isIPv6(host) ? `[${host}]` : host}:${port}`, connection: 'close' },
      },
      ...(signIn && { auth: `${signIn.user}:${signIn.password}` }),
    });
    asked.once('response', resolve).on('error', reject).end();
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > registryLimits.answerMaxBytes)
      throw new AppError('registry_error', { detail: `> ${registryLimits.answerMaxBytes / 1024 / 1024} MiB` });
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

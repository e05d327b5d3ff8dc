import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/core/errors';

const bodyMaxBytes = 64 * 1024;
const answerMs = 4_000;

/**
 * One GET over a channel that is open already, which is closed after it. No redirect is followed; of the body at most 64 KiB are read.
 * @throws AppError `node_deadline`; `registry_unreachable` where what listens speaks no HTTP, or hangs up
 */
export function getOver(
  channel: Duplex,
  { host, path }: { host: string; path: string },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => end(new AppError('node_deadline', { detail: `no HTTP answer in ${answerMs / 1000} s` })),
      answerMs,
    );
    const end = (error: AppError | null, answer?: { status: number; body: string }) => {
      clearTimeout(timer);
      channel.destroy();
      if (error) reject(error);
      else if (answer) resolve(answer);
    };
    const broken = (error: Error) => end(new AppError('registry_unreachable', { detail: error.message }));
    const asked = request(
      { createConnection: () => channel as never, path, headers: { host, connection: 'close' } },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = () =>
          end(null, { status: response.statusCode ?? 0, body: Buffer.concat(chunks).subarray(0, bodyMaxBytes).toString() });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size >= bodyMaxBytes) done();
        });
        response.on('end', done);
        response.on('error', broken);
      },
    );
    asked.on('error', broken);
    asked.end();
  });
}

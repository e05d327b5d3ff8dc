import type { Readable } from 'node:stream';
import type { LayersProgress } from '@/lib/shared/jobs';
import { type About, mapMessage } from './docker-errors';
import { forEachJsonLine } from './streams';
import { createTransferProgress } from './transfer-progress';

/**
 * Reads what Docker says of a pull or a push, to its end.
 * @returns whether it has said that it is complete: a stream that merely ends is no success. @throws AppError what Docker says went wrong
 */
export async function readTransfer(
  stream: NodeJS.ReadableStream,
  about: About,
  onProgress: (progress: LayersProgress) => void,
): Promise<boolean> {
  const progress = createTransferProgress();
  await forEachJsonLine(stream as Readable, (line) => {
    const problem = (line.errorDetail as { message?: unknown } | null | undefined)?.message ?? line.error;
    // From API 1.48 on `error` may come empty with lines that are none.
    if (typeof problem === 'string' && problem !== '') throw mapMessage(problem, about);
    if (progress.take(line)) onProgress(progress.picture());
  });
  return progress.isWhole();
}

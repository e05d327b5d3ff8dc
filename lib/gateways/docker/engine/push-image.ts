import type Docker from 'dockerode';
import { AppError } from '@/lib/core/errors';
import type { LayersProgress } from '@/lib/shared/jobs';
import { splitReference } from '../reference';
import { mapEngineError } from './docker-errors';
import { authConfigFor, type RegistrySignIn } from './registry-auth';
import { readTransfer } from './read-transfer';

/**
 * `POST /images/NAME/push` to its end.
 * @param ref `repository[:tag]`. @param signIn as for a pull. @throws AppError; `cancelled` when the signal fired
 */
export async function readPush(
  docker: Docker,
  ref: string,
  onProgress: (progress: LayersProgress) => void,
  signal: AbortSignal,
  signIn: RegistrySignIn | null = null,
): Promise<void> {
  const { fromImage, tag } = splitReference(ref);
  const authconfig = authConfigFor(ref, signIn);
  const about = { image: ref, isPush: true, isSignedIn: authconfig !== null };
  let isWhole: boolean;
  try {
    // The header of a sign-in is asked for also where there is none (moby api/server/router/image, `postImagesPush`).
    const options = { tag, authconfig: authconfig ?? {}, abortSignal: signal } as Docker.ImagePushOptions;
    const stream = await docker.getImage(encodeURIComponent(fromImage)).push(options);
    isWhole = await readTransfer(stream, about, onProgress);
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', { cause: error });
    throw mapEngineError(error, about);
  }
  if (signal.aborted) throw new AppError('cancelled');
  if (!isWhole) throw new AppError('node_lost', { cause: new Error('The push ended without an answer.') });
}

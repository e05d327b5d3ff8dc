import type Docker from 'dockerode';
import { AppError } from '@/lib/core/errors';
import type { LayersProgress } from '@/lib/shared/jobs';
import { within } from './careful-requests';
import { mapEngineError } from './docker-errors';
import { canonicalReference, splitReference } from '../reference';
import { authConfigFor, type RegistrySignIn } from './registry-auth';
import { readTransfer } from './read-transfer';

/** `POST /images/create` to its end. @param signIn shown to the registry of this reference, and to no other. @throws AppError; `cancelled` when the signal fired */
export async function readPull(
  docker: Docker,
  ref: string,
  onProgress: (progress: LayersProgress) => void,
  signal: AbortSignal,
  signIn: RegistrySignIn | null = null,
): Promise<void> {
  let isWhole: boolean;
  const authconfig = authConfigFor(ref, signIn);
  const about = { image: ref, isSignedIn: authconfig !== null };
  try {
    const options = { ...splitReference(ref), ...(authconfig && { authconfig }), abortSignal: signal };
    const stream = await docker.createImage(options);
    isWhole = await readTransfer(stream, about, onProgress);
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', { cause: error });
    throw await closerTo(docker, ref, mapEngineError(error, about), signal);
  }
  if (signal.aborted) throw new AppError('cancelled');
  if (!isWhole) await requireImage(docker, ref, signal);
}

/** For what is asked once the pull is over, ms. */
const afterwardsMs = 10_000;

/** An Engine that does not answer any more is not waited for. */
const afterwards = <T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> =>
  within(AbortSignal.any([signal, AbortSignal.timeout(afterwardsMs)]), ask);

/**
 * A stream that merely ends is no success: Docker says "Status: …" when the image is there. Podman says nothing of the kind
 * (containers/podman#28359), so there the image itself is looked for. @throws AppError `node_lost` when it is not there
 */
async function requireImage(docker: Docker, ref: string, signal: AbortSignal): Promise<void> {
  try {
    await afterwards(signal, () => docker.getImage(encodeURIComponent(ref)).inspect());
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', { cause: error });
    throw new AppError('node_lost', { cause: error });
  }
}

/**
 * A node with a mirror asks it first and Docker Hub after it, and tells of the last alone: on a closed network every name the mirror has not
 * got ends in "lookup registry-1.docker.io: no such host".
 */
async function closerTo(docker: Docker, ref: string, error: AppError, signal: AbortSignal): Promise<AppError> {
  const isHub = canonicalReference(ref).startsWith('docker.io/');
  if (error.code !== 'registry_unreachable' || !isHub || !/docker\.io/.test(error.detail ?? '')) return error;
  if (!/lookup|dial tcp|i\/o timeout|deadline exceeded|Client\.Timeout/i.test(error.detail ?? '')) return error;
  const mirrors = await afterwards(signal, () => docker.info()).then(
    (info: { RegistryConfig?: { Mirrors?: unknown } }) => info.RegistryConfig?.Mirrors,
    () => null,
  );
  if (!Array.isArray(mirrors) || mirrors.length === 0) return error;
  return new AppError('image_not_in_mirror', {
    params: error.params,
    ...(error.detail && { detail: error.detail }),
    cause: error,
  });
}

import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { Images } from '@/lib/gateways/docker/engine/images';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Fleet } from '@/lib/fleet/fleet';
import type { LayersProgress } from '@/lib/shared/jobs';

/** Less than this on the disk of Docker's directory, in bytes, and nothing can be unpacked there. */
const fullBelowBytes = 16 * 1024 * 1024;
const blamesRegistry: ReadonlySet<string> = new Set(['registry_unreachable', 'registry_error', 'image_not_in_mirror']);

/**
 * Pulls an image on a node, and names a full disk where Docker names a registry.
 * @throws AppError `disk_full`, and what {@link Images.pull} throws
 */
export async function pullOnNode(
  fleet: Pick<Fleet, 'status' | 'ssh'>,
  node: { id: string; engine: DockerEngine },
  image: string,
  onProgress: (progress: LayersProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await node.engine.images.pull(image, onProgress, signal);
  } catch (error) {
    throw await trueCause(fleet, node.id, error);
  }
}

/** With a full disk Docker gives up the mirror and asks the next registry, and tells only that this one does not answer. */
async function trueCause(fleet: Pick<Fleet, 'status' | 'ssh'>, nodeId: string, error: unknown): Promise<unknown> {
  const rootDir = fleet.status(nodeId).docker?.rootDir;
  if (!isAppError(error) || !blamesRegistry.has(error.code) || !rootDir) return error;
  try {
    const { availableBytes } = await (await fleet.ssh(nodeId)).statFileSystem(rootDir);
    if (availableBytes >= fullBelowBytes) return error;
    return new AppError('disk_full', { ...(error.detail && { detail: error.detail }), cause: error });
  } catch {
    return error;
  }
}

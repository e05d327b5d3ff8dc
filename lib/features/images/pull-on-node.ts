import { setTimeout as wait } from 'node:timers/promises';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { RegistrySignIn } from '@/lib/gateways/docker/engine/registry-auth';
import type { Images } from '@/lib/gateways/docker/engine/images';
import { backoffMs } from '@/lib/core/async/backoff';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Runtime } from '@/lib/core/runtime';
import { readyAgain } from '@/lib/fleet/ready-again';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { LayersProgress } from '@/lib/shared/jobs';

/** Less than this on the disk of Docker's directory, in bytes, and nothing can be unpacked there. */
const fullBelowBytes = 16 * 1024 * 1024;
const blamesRegistry: ReadonlySet<string> = new Set(['registry_unreachable', 'registry_error', 'image_not_in_mirror']);
/** Nothing is wrong with the image or its registry: the node, or its Docker, went away. */
const cuts: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['node_lost', 'node_unreachable', 'docker_down']);
/** A pull that is cut so often is not begun again. */
const cutsMax = 10;

interface Pulling {
  id: string;
  /** Asked again after each cut. @throws AppError why Docker cannot be used now */
  engine(): Promise<DockerEngine>;
}

/** What a pull may be given otherwise by a test. */
interface Patience {
  /** How long a node that went away is waited for, in ms. */
  awayMs?: number;
  random?: () => number;
}

/**
 * Pulls an image on a node, and names a full disk where Docker names a registry. Where the connection to the node breaks the pull is begun
 * again as soon as the node is back (decision 060): meanwhile its progress says that it is cut.
 * @throws AppError `disk_full`, and what {@link Images.pull} throws; `node_lost` where the node does not come back or is cut too often
 */
export async function pullOnNode(
  runtime: Pick<Runtime, 'fleet' | 'bus'>,
  node: Pulling,
  image: string,
  onProgress: (progress: LayersProgress) => void,
  signal: AbortSignal,
  signIn: RegistrySignIn | null,
  { awayMs = 5 * 60_000, random = Math.random }: Patience = {},
): Promise<void> {
  let last: LayersProgress = { kind: 'layers', message: null, layers: [] };
  const keep = (progress: LayersProgress): void => {
    last = progress;
    onProgress(progress);
  };
  for (let cut = 0; ; cut++) {
    try {
      await (await node.engine()).images.pull(image, keep, signal, signIn);
      return;
    } catch (error) {
      const mayGoOn = isAppError(error) && cuts.has(error.code) && !signal.aborted && cut < cutsMax;
      if (!mayGoOn) throw await trueCause(runtime.fleet, node.id, error, last);
      onProgress({ ...last, isCut: true });
      // The end of a channel may be told before that of its connection.
      await wait(backoffMs(cut, random()), null, { signal }).catch(() => {});
      if (!(await readyAgain(runtime, node.id, { withinMs: awayMs, signal }))) throw error;
    }
  }
}

/**
 * With a full disk Docker gives up the mirror and asks the next registry, and tells only that this one does not answer. What it had
 * downloaded it has removed by then: too little is also less than what was to come.
 */
async function trueCause(
  fleet: Pick<Runtime['fleet'], 'status' | 'ssh'>,
  nodeId: string,
  error: unknown,
  { layers }: LayersProgress,
): Promise<unknown> {
  const rootDir = fleet.status(nodeId).docker?.rootDir;
  if (!isAppError(error) || !blamesRegistry.has(error.code) || !rootDir) return error;
  try {
    const { availableBytes } = await (await fleet.ssh(nodeId)).statFileSystem(rootDir);
    const wanted = layers.filter(({ phase }) => phase !== 'exists').reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0);
    if (availableBytes >= Math.max(fullBelowBytes, wanted)) return error;
    return new AppError('disk_full', { ...(error.detail && { detail: error.detail }), cause: error });
  } catch {
    return error;
  }
}

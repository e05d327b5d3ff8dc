import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError, isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { JobLayer } from '@/lib/shared/jobs';
import { lateDaemonRetries, type Step, type StepNode } from '../step';

/** Images that are there before the lesson begins, through the Engine. One that is there is not asked for again. */
export function imagesPull(input: { images: string[] }): Step {
  /** Which of them are missing; all, where there is no Docker yet. */
  const missing = async (node: StepNode): Promise<string[]> => {
    let engine: DockerEngine;
    try {
      engine = await node.engine();
    } catch (error) {
      if (isAppError(error) && error.code.startsWith('docker_')) return input.images;
      throw error;
    }
    const found = await Promise.all(input.images.map(async (ref) => ((await isThere(engine, ref)) ? [] : [ref])));
    return found.flat();
  };
  return {
    id: 'images.pull',
    async check(node) {
      const absent = await missing(node);
      return { ok: absent.length === 0, detail: absent.length === 0 ? input.images.join('\n') : '' };
    },
    plan: async (node) => (await missing(node)).map((ref) => `docker pull ${ref}`),
    async apply(node, report) {
      const done: string[] = [];
      const failed: Array<{ ref: string; error: AppError }> = [];
      /** Of all images: what is held of a node is how far it is with all. */
      const layers = new Map<string, JobLayer>();
      for (const ref of await missing(node)) {
        try {
          done.push(
            ...(await node.pullImage(ref, (command, now) => {
              for (const layer of now) layers.set(layer.id, layer);
              report([...done, command].join('\n'), [...layers.values()]);
            })),
          );
        } catch (error) {
          // One that nobody has keeps no other back; what is wrong with the node or its registry is so for all of them.
          if (!isAppError(error) || !ofOneImage.has(error.code)) throw error;
          failed.push({ ref, error });
        }
      }
      const [first] = failed;
      if (first) throw new AppError(first.error.code, { detail: failed.map(saying).join('\n'), cause: first.error });
      return done.join('\n');
    },
  };
}

/** What is wrong with one image alone: its name, its platform, or that nobody has it. */
const ofOneImage: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'image_not_found',
  'image_not_in_mirror',
  'image_reference_invalid',
  'image_platform',
  'registry_login_needed',
  'registry_credentials_wrong',
]);

const saying = ({ ref, error }: { ref: string; error: AppError }): string =>
  error.detail && error.detail !== ref ? `${ref}: ${error.detail}` : ref;

async function isThere(engine: DockerEngine, ref: string): Promise<boolean> {
  for (let retries = 0; ; retries++) {
    try {
      await engine.images.inspect(ref);
      return true;
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'image_not_found') return false;
      if (error.code !== 'node_deadline' || retries === lateDaemonRetries) throw error;
    }
  }
}

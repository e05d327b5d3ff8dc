import type { DockerEngine } from '@/lib/docker/engine';
import { isAppError } from '@/lib/errors';
import type { Step, StepNode } from '../step';

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
      const engine = await node.engine();
      const done: string[] = [];
      for (const ref of await missing(node)) {
        const lines = () => [...done, `docker pull ${ref}`].join('\n');
        report(lines());
        await engine.pullImage(ref, ({ layers }) => report(lines(), layers), node.signal);
        done.push(`docker pull ${ref}`);
      }
      return done.join('\n');
    },
  };
}

async function isThere(engine: DockerEngine, ref: string): Promise<boolean> {
  try {
    await engine.inspectImage(ref);
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'image_not_found') return false;
    throw error;
  }
}

import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { isGone } from '@/lib/gateways/docker/is-gone';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Step, StepNode } from '../step';

interface Held {
  containers: Array<{ id: string; line: string }>;
  images: Array<{ id: string; line: string }>;
  volumes: Array<{ name: string }>;
  networks: Array<{ id: string; name: string }>;
}

/** Back to a Docker as fresh from the package: no containers, images, volumes or networks. Its configuration stays. */
export function dockerClean(): Step {
  return {
    id: 'docker.clean',
    async check(node) {
      const engine = await engineIfAny(node);
      const lines = engine ? linesOf(await held(engine)) : [];
      return { ok: lines.length === 0, detail: lines.join('\n') };
    },
    plan: async (node) => linesOf(await held(await node.engine())),
    async apply(node, report) {
      const engine = await node.engine();
      const gone: string[] = [];
      const remove = async (line: string, work: () => Promise<unknown>) => {
        if (node.signal.aborted) throw new AppError('cancelled');
        await work().catch(ignoreGone);
        gone.push(`- ${line}`);
        report(gone.join('\n'));
      };
      const all = await held(engine);
      for (const { id, line } of all.containers) await remove(line, () => engine.containers.remove(id, true));
      for (const { id, line } of all.images) await remove(line, () => engine.images.remove(id, true));
      for (const { name } of all.volumes) await remove(`volume ${name}`, () => engine.volumes.remove(name));
      for (const { id, name } of all.networks) await remove(`network ${name}`, () => engine.networks.remove(id));
      return gone.join('\n');
    },
  };
}

/** Where there is no Docker there is nothing to clean. */
async function engineIfAny(node: StepNode): Promise<DockerEngine | null> {
  try {
    return await node.engine();
  } catch (error) {
    if (isAppError(error) && error.code === 'docker_missing') return null;
    throw error;
  }
}

/** A kept channel may have been closed by the daemon at the very moment it is used again: a look is simply taken once more. */
async function held(engine: DockerEngine): Promise<Held> {
  try {
    return await lookAt(engine);
  } catch (error) {
    if (isAppError(error) && error.code === 'node_lost') return lookAt(engine);
    throw error;
  }
}

async function lookAt(engine: DockerEngine): Promise<Held> {
  const [containers, images, volumes, networks] = await Promise.all([
    engine.containers.list(),
    engine.images.list(),
    engine.volumes.list(),
    engine.networks.list(),
  ]);
  return {
    containers: containers.map((c) => ({ id: c.id, line: `container ${c.name} (${c.image}, ${c.state})` })),
    images: images.map((i) => ({ id: i.id, line: `image ${i.tags.join(' ') || i.id.slice(0, 19)}` })),
    volumes,
    networks: networks.filter(({ isPredefined }) => !isPredefined),
  };
}

const linesOf = (all: Held): string[] => [
  ...all.containers.map((c) => `- ${c.line}`),
  ...all.images.map((i) => `- ${i.line}`),
  ...all.volumes.map(({ name }) => `- volume ${name}`),
  ...all.networks.map((n) => `- network ${n.name}`),
];

/** Somebody else was quicker, or it went with what was removed before it (the parent of an image). */
function ignoreGone(error: unknown): void {
  if (!isGone(error)) throw error;
}

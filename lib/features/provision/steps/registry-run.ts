import { setTimeout as wait } from 'node:timers/promises';
import { AppError, isAppError } from '@/lib/core/errors';
import { classRegistryPort } from '@/lib/shared/registry-reference';
import type { Step, StepNode } from '../step';

/** A registry for the class on this node, by the image the class's mirror has; then the class has it as its own. */
export function registryRun(input: { image: string }): Step {
  /** What the class had before, and whether there was a container: for the case that this fails. */
  let before: { putBack(): Promise<void>; isNew: boolean } | null = null;
  const place = `127.0.0.1:${classRegistryPort}`;
  const look = async (node: StepNode) => {
    const isNamed = await node.registry.isHere();
    try {
      return { container: await (await node.engine()).registry.find(), isNamed };
    } catch (error) {
      // An earlier step of the same run installs or starts Docker.
      if (isAppError(error) && error.code.startsWith('docker_')) return { container: null, isNamed };
      throw error;
    }
  };
  const check = async (node: StepNode) => {
    const { container, isNamed } = await look(node);
    const isUp = container?.running === true && isNamed && (await node.registry.answers());
    return { ok: isUp, detail: isUp ? `berth-registry: ${place}` : '' };
  };
  return {
    id: 'registry.run',
    check,
    async plan(node) {
      const { container, isNamed } = await look(node);
      return [
        ...(container
          ? []
          : [`docker pull ${input.image}`, `docker run -d --name berth-registry -p ${place}:5000 ${input.image}`]),
        ...(container && !container.running ? ['docker start berth-registry'] : []),
        ...(isNamed ? [] : [`localhost:${classRegistryPort} → ${node.name}`]),
      ];
    },
    async apply(node, report) {
      const { container } = await look(node);
      const { registry, images } = await node.engine();
      if (!container && !(await isThere(images, input.image))) {
        await node.pullImage(input.image, report);
      }
      // First the class: what it had before is forwarded to this very port.
      before = { putBack: await node.registry.moveHere(), isNew: container === null };
      await registry.run(input.image, classRegistryPort);
      return `berth-registry: ${place}`;
    },
    async verify(node) {
      // A registry that has just been started takes a moment to listen.
      for (let tries = 0; tries < 20 && !node.signal.aborted; tries++) {
        const found = await check(node);
        if (found.ok) return found;
        await wait(250);
      }
      throw new AppError('registry_unreachable', { detail: place });
    },
    async undo(node) {
      if (!before) return '';
      if (before.isNew) await (await node.engine()).registry.remove();
      await before.putBack();
      return before.isNew ? '- berth-registry' : '';
    },
  };
}

async function isThere(images: { inspect(ref: string): Promise<unknown> }, ref: string): Promise<boolean> {
  return images.inspect(ref).then(
    () => true,
    () => false,
  );
}

import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { isAppError } from '@/lib/core/errors';
import { containersCommand } from '@/lib/shared/class-commands';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ContainerAction } from '@/lib/shared/operations';
import type { Step, StepNode } from '../step';
import { doEach } from './each-of-node';

/** Seconds a program has after SIGTERM, as `docker stop` gives it. */
const stopSeconds = 10;

interface Verb {
  /** Whether a container is so already. */
  isSo(row: ContainerDto): boolean;
  work(engine: DockerEngine, ref: string): Promise<unknown>;
}
const verbs: Record<ContainerAction, Verb> = {
  start: { isSo: ({ state }) => state === 'running', work: (engine, ref) => engine.containers.start(ref) },
  stop: {
    isSo: ({ state }) => state === 'exited' || state === 'created' || state === 'dead',
    work: (engine, ref) => engine.containers.stop(ref, stopSeconds),
  },
  restart: { isSo: () => false, work: (engine, ref) => engine.containers.restart(ref, stopSeconds) },
  remove: { isSo: () => false, work: (engine, ref) => engine.containers.remove(ref, true) },
};

/** By name or id; by the beginning of an id only where it is as long as Docker prints it, since a name may look like one. */
const named = (listed: ContainerDto[], ref: string): ContainerDto | null =>
  listed.find(({ id, name }) => name === ref || id === ref) ??
  listed.find(({ id }) => ref.length >= 12 && id.startsWith(ref)) ??
  null;

/** What was asked for of a node, as it is there now. */
interface Asked {
  /** To be done still. */
  left: Array<{ ref: string; line: string }>;
  /** Of those that are not there any more: who asked saw them a moment ago. A removal has nothing to say of them. */
  gone: string[];
}

/**
 * Starts, stops, restarts or removes containers of a node. One that is not there any more is no failure, which would be tried again for
 * nothing: it is named, and the others are done.
 * @param input.byNode ids or names, by the name of their node @param input.names of ids, as whoever asks saw them
 */
export function containersControl(input: {
  action: ContainerAction;
  byNode: Record<string, string[]>;
  names?: Record<string, string> | undefined;
}): Step {
  const { action, byNode, names = {} } = input;
  const { isSo, work } = verbs[action];
  const goneLine = (line: string): string => `${line}: no such container`;
  const asked = async (node: StepNode): Promise<Asked> => {
    const listed = await (await node.engine()).containers.list();
    const found: Asked = { left: [], gone: [] };
    for (const ref of byNode[node.name] ?? []) {
      const row = named(listed, ref);
      const line = containersCommand(action, [row?.name ?? names[ref] ?? ref]);
      if (row === null && action !== 'remove') found.gone.push(goneLine(line));
      else if (row !== null && !isSo(row)) found.left.push({ ref: row.id, line });
    }
    return found;
  };
  return {
    id: 'containers.control',
    async check(node) {
      const { left, gone } = await asked(node);
      return { ok: left.length === 0, detail: gone.join('\n'), isPartial: gone.length > 0 };
    },
    async plan(node) {
      const { left, gone } = await asked(node);
      return [...gone, ...left.map(({ line }) => line)];
    },
    async apply(node, report) {
      const engine = await node.engine();
      const { left, gone } = await asked(node);
      const all = (detail: string): string => [...gone, ...(detail === '' ? [] : [detail])].join('\n');
      let isPartial = gone.length > 0;
      report(all(''));
      const deeds = left.map(({ ref, line }) => ({
        line,
        async work() {
          try {
            await work(engine, ref);
            return line;
          } catch (error) {
            // Its end may have removed it (--rm), or somebody else.
            if (!isAppError(error) || error.code !== 'container_not_found') throw error;
            if (action === 'remove') return line;
            isPartial = true;
            return goneLine(line);
          }
        },
      }));
      const did = await doEach(node, deeds, (detail) => report(all(detail)));
      return { detail: all(did), isPartial };
    },
    // Docker has said so. A program may end as soon as it was started, and up to Docker 20.10 a list may say what was before.
    verify: async () => ({ ok: true, detail: '' }),
  };
}

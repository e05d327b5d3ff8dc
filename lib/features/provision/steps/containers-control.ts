import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { isGone } from '@/lib/gateways/docker/is-gone';
import { containersCommand } from '@/lib/shared/class-commands';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ContainerAction } from '@/lib/shared/operations';
import type { Step, StepNode } from '../step';
import { doEach } from './each-of-node';

/** Seconds a program has after SIGTERM, as `docker stop` gives it. */
const stopSeconds = 10;

interface Verb {
  /** Whether a container is so already. @param row null for one that is not there */
  isSo(row: ContainerDto | null): boolean;
  work(engine: DockerEngine, ref: string): Promise<unknown>;
}
const verbs: Record<ContainerAction, Verb> = {
  start: { isSo: (row) => row?.state === 'running', work: (engine, ref) => engine.containers.start(ref) },
  stop: {
    isSo: (row) => row?.state === 'exited' || row?.state === 'created' || row?.state === 'dead',
    work: (engine, ref) => engine.containers.stop(ref, stopSeconds),
  },
  restart: { isSo: () => false, work: (engine, ref) => engine.containers.restart(ref, stopSeconds) },
  remove: {
    isSo: (row) => row === null,
    // Its end may have removed it (--rm), or somebody else.
    work: (engine, ref) =>
      engine.containers.remove(ref, true).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      }),
  },
};

/** By name or id; by the beginning of an id only where it is as long as Docker prints it, since a name may look like one. */
const named = (listed: ContainerDto[], ref: string): ContainerDto | null =>
  listed.find(({ id, name }) => name === ref || id === ref) ??
  listed.find(({ id }) => ref.length >= 12 && id.startsWith(ref)) ??
  null;

/** Starts, stops, restarts or removes containers of a node. @param input.byNode ids or names, by the name of their node */
export function containersControl(input: { action: ContainerAction; byNode: Record<string, string[]> }): Step {
  const { action, byNode } = input;
  const { isSo, work } = verbs[action];
  const left = async (node: StepNode): Promise<Array<{ ref: string; line: string }>> => {
    const listed = await (await node.engine()).containers.list();
    return (byNode[node.name] ?? []).flatMap((ref) => {
      const row = named(listed, ref);
      return isSo(row) ? [] : [{ ref: row?.id ?? ref, line: containersCommand(action, [row?.name ?? ref]) }];
    });
  };
  return {
    id: 'containers.control',
    check: async (node) => ({ ok: (await left(node)).length === 0, detail: '' }),
    plan: async (node) => (await left(node)).map(({ line }) => line),
    async apply(node, report) {
      const engine = await node.engine();
      const deeds = (await left(node)).map(({ ref, line }) => ({ line, work: () => work(engine, ref) }));
      return doEach(node, deeds, report);
    },
    // Docker has said so. A program may end as soon as it was started, and up to Docker 20.10 a list may say what was before.
    verify: async () => ({ ok: true, detail: '' }),
  };
}

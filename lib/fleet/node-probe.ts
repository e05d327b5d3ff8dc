import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { AskNode, RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { Fleet } from './fleet';

/** What can be asked of one node while it is looked at. It only asks: what an answer means is the caller's to conclude. */
export interface NodeProbe {
  /** As whoever the connection is. */
  ask: AskNode;
  /** As root. @throws AppError why the panel cannot be root */
  askRoot: AskNode;
  engine(): Promise<DockerEngine>;
  /** ms since 1970, by the panel's clock. */
  now(): number;
  /** Asks once what several conclusions need. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
}

/** Answers are kept as long as the probe: one probe is one look at the node. */
export function createNodeProbe({ fleet, now }: { fleet: Fleet; now(): Date }, nodeId: string): NodeProbe {
  const asked = new Map<string, Promise<unknown>>();
  return {
    ask: asker(async (command, options) => (await fleet.ssh(nodeId)).run(command, options)),
    askRoot: asker(async (command, options) => (await fleet.root(nodeId)).run(command, options)),
    engine: () => fleet.engine(nodeId),
    now: () => now().getTime(),
    once<T>(key: string, ask: () => Promise<T>): Promise<T> {
      const known = (asked.get(key) as Promise<T> | undefined) ?? ask();
      asked.set(key, known);
      return known;
    },
  };
}

type Run = (command: RemoteCommand, options?: { input?: string; timeoutMs?: number }) => ReturnType<SshConnection['run']>;

function asker(run: Run): AskNode {
  return async (command, options) => (await run(command, options)).stdout.toString();
}

import { setTimeout as wait } from 'node:timers/promises';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import { createNodeProbe } from '@/lib/fleet/node-probe';
import type { Fleet } from '@/lib/fleet/fleet';
import { terminalProbe } from '@/lib/gateways/docker/commands/terminal-clients';
import { terminalMark } from '@/lib/features/terminals/terminal-mark';
import { attachedTo, parseTerminalProcesses, type TerminalProcess } from './asking/terminal-processes';
import type { Deed } from './kind';

/** A docker client in a terminal of the panel's, and the container it is attached to. */
interface Attachment {
  client: string;
  containerId: string;
  containerName: string | null;
}
interface Attachments {
  /** An event of Docker's. */
  hear(nodeId: string, deed: Deed): void;
  /** Ctrl-P Ctrl-Q in a terminal. */
  keysTyped(nodeId: string, terminalId: string): void;
  terminalEnded(nodeId: string, terminalId: string): void;
  /** A terminal that the panel itself had attached to a container was left by the keys. */
  detachedFrom(nodeId: string, containerId: string): void;
  /** What is being looked at is known when it resolves. */
  settled(nodeId: string): Promise<void>;
  forget(nodeId: string): void;
  stop(): void;
}
interface AttachmentsDeps {
  fleet: Fleet;
  log: Logger;
  hasShell(nodeId: string): boolean;
  take(nodeId: string, deed: Deed): void;
}

/** 128 and SIGHUP. */
const hungUp = 129;
/** A client that was told to detach has ended after one of these pauses, or it was not told. */
const goneAfterMs = [100, 200, 400, 800, 1_600] as const;

/** A process by its number and its start: a number alone is given again. */
const nameOf = ({ pid, start }: TerminalProcess): string => `${pid}:${start}`;

/**
 * Who is attached to what, in terminals of the panel's. Looked at when Docker tells that something was attached, so a node is not asked
 * without reason; what is typed is not read but for the pair of keys.
 */
export function createAttachments({ fleet, log, hasShell, take }: AttachmentsDeps): Attachments {
  /** By node, then by the mark of the terminal. */
  const attached = new Map<string, Map<string, Attachment>>();
  const working = new Map<string, Promise<void>>();
  let stopped = false;

  const of = (nodeId: string) => {
    const known = attached.get(nodeId) ?? new Map<string, Attachment>();
    attached.set(nodeId, known);
    return known;
  };
  /** One after the other for each node: keys wait for the look that tells what they were typed to. */
  function work(nodeId: string, what: () => Promise<void>): void {
    const next = (working.get(nodeId) ?? Promise.resolve()).then(async () => {
      if (stopped) return;
      await what().catch((error: unknown) => {
        if (!isAppError(error)) log.warn({ error, nodeId }, 'who is attached to a container could not be read');
      });
    });
    working.set(nodeId, next);
    void next.finally(() => {
      if (working.get(nodeId) === next) working.delete(nodeId);
    });
  }
  async function processes(nodeId: string): Promise<TerminalProcess[]> {
    const probe = createNodeProbe({ fleet, now: () => new Date() }, nodeId);
    const text = await probe.askRoot(terminalProbe).catch((error: unknown) => {
      if (isAppError(error) && error.code === 'root_unavailable') return probe.ask(terminalProbe);
      throw error;
    });
    // Nothing is taken for gone because something on the node printed less.
    const { hostname } = await (await fleet.engine(nodeId)).system.host();
    if (text.slice(0, text.indexOf('\n')) !== hostname) throw new AppError('shell_altered');
    return parseTerminalProcesses(text);
  }
  const nodeNow = async (nodeId: string): Promise<number> =>
    (await (await fleet.engine(nodeId)).system.host()).clockMs ?? Date.now();

  async function look(nodeId: string, deed: Deed): Promise<void> {
    const known = of(nodeId);
    for (const process of await processes(nodeId)) {
      const client = attachedTo(process);
      if (!client || process.mark === null || known.get(process.mark)?.client === nameOf(process)) continue;
      const isThis = client.container === null || client.container === deed.name || deed.id?.startsWith(client.container);
      if (!isThis || deed.id === null) continue;
      known.set(process.mark, { client: nameOf(process), containerId: deed.id, containerName: deed.name });
      take(nodeId, terminalDeed('attached', deed.id, deed.name, deed.atMs));
    }
  }

  /** Leaving is a detach where the container goes on. */
  async function left(nodeId: string, containerId: string): Promise<void> {
    const { id, name, state } = await (await fleet.engine(nodeId)).containers.about(containerId);
    if (state === 'running') take(nodeId, terminalDeed('detach', id, name, await nodeNow(nodeId)));
  }

  async function detached(nodeId: string, mark: string): Promise<void> {
    const attachment = of(nodeId).get(mark);
    if (!attachment) return;
    for (const ms of goneAfterMs) {
      await wait(ms, undefined, { ref: false });
      if ((await processes(nodeId)).some((process) => nameOf(process) === attachment.client)) continue;
      of(nodeId).delete(mark);
      return left(nodeId, attachment.containerId);
    }
  }

  return {
    hear(nodeId, deed) {
      if (deed.kind !== 'container') return;
      if (deed.action === 'die') {
        const known = attached.get(nodeId);
        // A client of an old Docker passes on that its terminal was closed: then the container ends with the terminal, and not by `exit`.
        for (const [mark, { containerId }] of known ?? [])
          if (containerId === deed.id && deed.exitCode !== hungUp) known?.delete(mark);
      }
      if ((deed.action === 'attach' || deed.action.startsWith('exec_start')) && hasShell(nodeId))
        work(nodeId, () => look(nodeId, deed));
    },
    keysTyped: (nodeId, terminalId) => work(nodeId, () => detached(nodeId, terminalMark(terminalId))),
    terminalEnded: (nodeId, terminalId) =>
      work(nodeId, async () => {
        const attachment = of(nodeId).get(terminalMark(terminalId));
        if (!attachment) return;
        of(nodeId).delete(terminalMark(terminalId));
        const { containerId, containerName } = attachment;
        take(nodeId, terminalDeed('closed', containerId, containerName, await nodeNow(nodeId)));
      }),
    detachedFrom: (nodeId, containerId) => work(nodeId, () => left(nodeId, containerId)),
    settled: async (nodeId) => working.get(nodeId),
    forget(nodeId) {
      attached.delete(nodeId);
      working.delete(nodeId);
    },
    stop() {
      stopped = true;
    },
  };
}

const terminalDeed = (action: string, id: string, name: string | null, atMs: number): Deed => ({
  ...{ kind: 'terminal', action, id, name, image: null, exitCode: null, atMs },
});

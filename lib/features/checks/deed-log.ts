import { isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Fleet } from '@/lib/fleet/fleet';
import type { Bus } from '@/lib/gateways/bus/bus';
import { daemonLife } from '@/lib/gateways/docker/commands/daemon-life';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import { createAttachments } from './attachments';
import type { Deed, DeedsSeen } from './kind';
import { NodeDeeds } from './node-deeds';

/** What was done on each node: by Docker's events, and by keys in terminals of the panel's. */
export interface DeedLog {
  /**
   * The deeds of a node from a moment on, oldest first. What came while its connection was away is asked of its daemon.
   * @param from by the node's clock, ms; null: as far back as is known. `daemon`: the dockerd that answered then
   * @throws AppError why the daemon cannot be asked
   */
  since(nodeId: string, from: { ms: number | null; daemon: string | null }): Promise<DeedsSeen>;
  /** What is remembered from a moment on, by the node's clock, ms; the node is asked nothing. */
  remembered(nodeId: string, fromMs: number): DeedsSeen;
  stop(): void;
}

export interface DeedLogDeps {
  fleet: Fleet;
  bus: Bus;
  log: Logger;
  /** Whether a shell of the panel's is open on the node: only then is it worth while to look who is attached to what. */
  hasShell(nodeId: string): boolean;
}

/** Of an event of Docker's. */
const deedOf = ({ kind, action, id, name, exitCode, image, atMs }: DockerEvent): Deed | null =>
  kind === 'other' || kind === 'network' || kind === 'volume'
    ? null
    : { kind, action, id, name, exitCode, image: image ?? null, atMs };

/** Keeps what every node's Docker tells. Where the connection was away, the daemon's own memory fills in as soon as it answers. */
export function createDeedLog({ fleet, bus, log, hasShell }: DeedLogDeps): DeedLog {
  const nodes = new Map<string, NodeDeeds>();
  const nodeOf = (nodeId: string): NodeDeeds => {
    const known = nodes.get(nodeId) ?? new NodeDeeds();
    nodes.set(nodeId, known);
    return known;
  };
  const take = (nodeId: string, deed: Deed): void => {
    if (nodeOf(nodeId).take(deed)) bus.publish('deed.seen', { nodeId, deed });
  };
  const attachments = createAttachments({ fleet, log, hasShell, take });

  /** One question at a time for each node. */
  function fill(nodeId: string, fromMs: number, daemon: string | null): Promise<void> {
    const node = nodeOf(nodeId);
    node.filling = (node.filling ?? Promise.resolve()).catch(() => {}).then(() => fillNow(nodeId, node, fromMs, daemon));
    return node.filling;
  }
  async function fillNow(nodeId: string, node: NodeDeeds, fromMs: number, daemonThen: string | null): Promise<void> {
    if (node.covers(fromMs)) return;
    const since = node.askSince(fromMs);
    const { events, isFull } = await (await fleet.engine(nodeId)).system.pastEvents(since);
    const daemon = await daemonOf(nodeId);
    const before = node.daemon ?? daemonThen;
    const isSame = before === null || daemon === null || before === daemon;
    const fresh = node.fill({
      fromMs,
      deeds: events.flatMap((event) => deedOf(event) ?? []),
      isWhole: isSame && !isFull,
      daemon,
    });
    for (const deed of fresh) bus.publish('deed.seen', { nodeId, deed });
  }
  const daemonOf = async (nodeId: string): Promise<string | null> =>
    daemonLife(async (command) => (await (await fleet.ssh(nodeId)).run(command)).stdout.toString()).catch((error: unknown) => {
      if (isAppError(error)) return null;
      throw error;
    });

  const ends = [
    bus.subscribe('docker.told', ({ nodeId, event }) => {
      if (event.kind === 'other') {
        if (event.action === 'subscribed') nodeOf(nodeId).streamOpened();
        return;
      }
      const deed = deedOf(event);
      if (!deed) return;
      take(nodeId, deed);
      attachments.hear(nodeId, deed);
    }),
    // Docker answers again: what it did meanwhile is asked while it still remembers.
    bus.subscribe('node.changed', ({ nodeId, state, topics }) => {
      const from = nodes.get(nodeId)?.brokenSinceMs ?? null;
      if (state !== 'ready' || !topics.includes('state') || from === null) return;
      fill(nodeId, from, null).catch((error: unknown) => {
        if (!isAppError(error)) log.warn({ error, nodeId }, 'past events of a node could not be read');
      });
    }),
    bus.subscribe('node.deleted', ({ nodeId }) => {
      nodes.delete(nodeId);
      attachments.forget(nodeId);
    }),
    bus.subscribe('terminal.detach-keys', ({ nodeId, terminalId }) => attachments.keysTyped(nodeId, terminalId)),
    bus.subscribe('terminal.ended', ({ nodeId, terminalId, detachedFrom }) => {
      attachments.terminalEnded(nodeId, terminalId);
      if (detachedFrom !== null) attachments.detachedFrom(nodeId, detachedFrom);
    }),
  ];

  return {
    async since(nodeId, { ms, daemon }) {
      const node = nodeOf(nodeId);
      if (ms !== null) await fill(nodeId, ms, daemon);
      await attachments.settled(nodeId);
      return node.since(ms ?? 0);
    },
    remembered(nodeId, fromMs) {
      const node = nodes.get(nodeId);
      if (!node) return { deeds: [], hasGap: true };
      const { deeds, hasGap } = node.since(fromMs);
      return { deeds, hasGap: hasGap || !node.covers(fromMs) };
    },
    stop() {
      for (const end of ends) end();
      attachments.stop();
    },
  };
}

import type { Logger } from '@/lib/core/log';
import type { Fleet } from '@/lib/fleet/fleet';
import type { Bus } from '@/lib/gateways/bus/bus';
import type { Db } from '@/lib/gateways/db/db';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import { eventsShown, shownActions } from '@/lib/shared/docker-event-kinds';
import type { DockerEventDto, EventDoer } from '@/lib/shared/docker-events';
import { ByItself } from './by-itself';
import { Doers } from './doers';

/** What happened in the Docker of each node, and by whom. */
export interface EventLog {
  /** The newest first. Of a node that has told nothing yet its daemon is asked what it remembers. @throws AppError why it cannot answer */
  of(nodeId: string): Promise<DockerEventDto[]>;
  stop(): void;
}

interface Node {
  events: DockerEventDto[];
  doers: Doers;
  byItself: ByItself;
  /** What containers were last called by their events, by id. */
  names: Map<string, string>;
  /** The daemon was asked for what the panel has not heard: what was before, and what was while the connection was away. */
  asked: Promise<void> | null;
}

/** Networks that Docker joins each container to by itself. */
const builtIn: readonly string[] = ['bridge', 'host', 'none'];

/** What a timeline tells: not what only looks, and not what every start of a container brings with it. */
export function isShown({ kind, action, name }: DockerEvent): boolean {
  if (kind === 'other' || !(shownActions[kind] as readonly string[]).includes(action)) return false;
  return !(kind === 'network' && name !== null && builtIn.includes(name));
}

function noteName(names: Map<string, string>, { kind, id, name }: DockerEvent): void {
  if (kind === 'container' && name !== null) names.set(id, name);
}

export function createEventLog(deps: { fleet: Fleet; bus: Bus; db: Db; log: Logger; now(): Date }): EventLog {
  const { fleet, bus, db, log, now } = deps;
  const nodes = new Map<string, Node>();
  const nodeOf = (nodeId: string): Node => {
    const known = nodes.get(nodeId) ?? {
      events: [],
      doers: new Doers(),
      byItself: new ByItself(),
      names: new Map(),
      asked: null,
    };
    nodes.set(nodeId, known);
    return known;
  };
  const names = new Map<string, Promise<string | null>>();
  const nowMs = (): number => now().getTime();

  const present = (event: DockerEvent, containerName: string | null, by: EventDoer): DockerEventDto => {
    const { kind, action, id, name, image, container, oldName, exitCode, atMs } = event;
    return {
      // The same event has the same id, heard or asked for.
      ...{ id: [atMs, kind, action, id, name ?? '', container ?? ''].join(' '), at: new Date(atMs).toISOString() },
      ...{ kind: kind as DockerEventDto['kind'], action, subjectId: id },
      ...{ name, image: image ?? null, oldName: oldName ?? null, exitCode, by },
      container: container === undefined ? null : { id: container, name: containerName },
    };
  };

  /** By the node's clock; what comes late is put where it belongs, and what is known already takes its place. */
  function keep(node: Node, events: readonly DockerEventDto[]): void {
    const known = new Map([...node.events, ...events].map((event) => [event.id, event]));
    node.events = [...known.values()].sort((a, b) => a.at.localeCompare(b.at)).slice(-eventsShown);
  }

  const listed = (nodeId: string, containerId: string) => fleet.status(nodeId).containers?.find(({ id }) => id === containerId);

  async function hear(nodeId: string, event: DockerEvent): Promise<void> {
    const node = nodeOf(nodeId);
    const id = event.kind === 'container' ? event.id : event.container;
    const row = id === undefined ? undefined : listed(nodeId, id);
    const byItself = node.byItself.hear(event, row?.state);
    if (event.action === 'destroy') node.names.delete(event.id);
    else noteName(node.names, event);
    if (!isShown(event)) return;
    const name = node.names.get(event.container ?? '') ?? row?.name ?? null;
    const doer = node.doers.doerOf(event, nowMs());
    const told = present(event, name, 'userId' in doer ? await byOf(doer.userId, byItself) : doer);
    keep(node, [told]);
    bus.publish('docker.happened', { nodeId, event: told });
  }

  /** Of what came soon after somebody's line, and may have come without it. */
  async function byOf(userId: string, byItself: boolean | Promise<boolean>): Promise<EventDoer> {
    return (await byItself) ? { way: 'node', name: null } : { way: 'terminal', name: await nameOf(userId) };
  }

  /** Of a command many events may come, each of which needs the name. */
  function nameOf(userId: string): Promise<string | null> {
    const known =
      names.get(userId) ??
      db.user.findUnique({ where: { id: userId }, select: { name: true } }).then((user) => user?.name ?? null);
    names.set(userId, known);
    known.catch(() => names.delete(userId));
    return known;
  }

  async function ask(nodeId: string, node: Node): Promise<void> {
    const { events } = await (await fleet.engine(nodeId)).system.pastEvents(0);
    const called = new Map(node.names);
    for (const event of events) noteName(called, event);
    const nameOfContainer = ({ container = '' }: DockerEvent) => called.get(container) ?? listed(nodeId, container)?.name ?? null;
    const past = events.filter(isShown).map((event) => present(event, nameOfContainer(event), { way: 'node', name: null }));
    const heard = new Set(node.events.map(({ id }) => id));
    keep(
      node,
      past.filter(({ id }) => !heard.has(id)),
    );
  }

  const ends = [
    bus.subscribe('docker.told', ({ nodeId, event }) => {
      // The stream is another one: what happened before it was not heard.
      if (event.action === 'subscribed' && nodes.has(nodeId)) {
        nodeOf(nodeId).asked = null;
        nodeOf(nodeId).byItself.forget();
        nodeOf(nodeId).names.clear();
      }
      if (event.kind === 'other') return;
      hear(nodeId, event).catch((error: unknown) => log.error({ error, nodeId }, 'an event of Docker could not be told'));
    }),
    bus.subscribe('action.allowed', ({ nodeId, actor, action, requestId }) =>
      nodeOf(nodeId).doers.clicked(actor, action, requestId, nowMs()),
    ),
    bus.subscribe('action.ended', ({ requestId }) => {
      for (const { doers } of nodes.values()) doers.clickEnded(requestId, nowMs());
    }),
    bus.subscribe('job.changed', (job) => nodeOf(job.nodeId).doers.worked(job, nowMs())),
    bus.subscribe('terminal.entered', ({ nodeId, userId }) => nodeOf(nodeId).doers.typed(userId, nowMs())),
    bus.subscribe('access.changed', ({ userId }) => void names.delete(userId)),
    bus.subscribe('node.deleted', ({ nodeId }) => void nodes.delete(nodeId)),
  ];

  return {
    async of(nodeId) {
      const node = nodeOf(nodeId);
      node.asked ??= ask(nodeId, node).catch((error: unknown) => {
        node.asked = null;
        throw error;
      });
      // What was heard is told also while the node is away.
      await node.asked.catch((error: unknown) => {
        if (node.events.length === 0) throw error;
      });
      return [...node.events].reverse();
    },
    stop() {
      for (const end of ends) end();
    },
  };
}

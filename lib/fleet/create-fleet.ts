import { parseJson } from '@/lib/core/parse-json';
import type { Audit } from '@/lib/features/audit/audit';
import { AppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Bus } from '@/lib/gateways/bus/bus';
import { unknownLists } from '@/lib/gateways/docker/node-lists';
import type { Db } from '@/lib/gateways/db/db';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import type { NodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { dockerFactsSchema, nodeReasonSchema, nodeStateSchema } from '@/lib/shared/nodes';
import { createNodeConnector } from './connect-node';
import type { Fleet, NodeStatus } from './fleet';
import { createNodeChanges } from './node-changes';
import type { Forward } from './node-forward';
import { NodeLink } from './node-link';
import type { NodeRow } from './node-row';
import { createStateMemory } from './remember-states';
import { createShownChanges, shownColumns } from './shown-changes';

export interface FleetDeps {
  db: Db;
  bus: Bus;
  keyring: Keyring;
  audit: Audit;
  log: Logger;
  now(): Date;
  random?: () => number;
  /** Where a node may be; anywhere when not given, for tests and benches. */
  networks?: NodeNetworks;
  connectTimeoutMs?: number;
  /** How often a node is asked whether it is there; tests do not wait as long as the panel. */
  keepaliveIntervalMs?: number;
  /** What a port of a node's loopback should lead to, asked at each connection; nothing when not given. */
  forwardOf?(nodeId: string): Promise<Forward | null>;
}

/** How often the register is looked at for what other processes changed, in ms. */
const watchEveryMs = 2_000;

export function createFleet(deps: FleetDeps): Fleet {
  const { db, bus, log } = deps;
  const links = new Map<string, NodeLink>();
  const names = new Map<string, string>();
  /** When each row was last changed, as far as this process has followed. */
  const seen = new Map<string, number>();
  const shown = createShownChanges(bus);
  const memory = createStateMemory(deps, (nodeId) => links.get(nodeId)?.status ?? null);
  /** Rows as the start has read them, for the first connect; what is changed meanwhile connects anew. */
  const justRead = new Map<string, NodeRow>();
  const unsubscribe: Array<() => void> = [];
  let stopped = false;

  /** One event of what changed in a node, and its state remembered across restarts; "connecting" is no state to remember. */
  const changes = createNodeChanges((nodeId, topics) => {
    const link = links.get(nodeId);
    if (!link) return;
    const { state, revision } = link.status;
    if (topics.includes('state') && state !== 'connecting') memory.push(nodeId);
    bus.publish('node.changed', { nodeId, name: names.get(nodeId) ?? '', state, topics: [...topics], revision });
  });

  const connector = createNodeConnector({
    ...deps,
    async readRow(nodeId) {
      const row = justRead.get(nodeId) ?? (await db.node.findUnique({ where: { id: nodeId } }));
      justRead.delete(nodeId);
      return stopped ? null : row;
    },
    jumpOver: async (nodeId) => requireLink(nodeId).requireConnection(),
    isCurrent: (row) => seen.get(row.id) === row.updatedAt.getTime(),
    refuse: (nodeId, reason) => links.get(nodeId)?.refuse(reason),
    changed: (nodeId) => changes.push(nodeId, ['state']),
  });

  function requireLink(nodeId: string): NodeLink {
    const link = links.get(nodeId);
    if (!link) throw new AppError('not_found');
    return link;
  }

  function addLink(row: NodeRow): NodeLink {
    const { id } = row; // the link is held for long: the row, with its credential, is not
    const link = new NodeLink(
      {
        log: log.child({ node: row.name }),
        now: deps.now,
        random: deps.random ?? Math.random,
        credentials: connector.rootCredentials(id),
        connect() {
          return connector.connect(id, 'held');
        },
        async forward() {
          return (await deps.forwardOf?.(id)) ?? null;
        },
        changed(topics) {
          changes.push(id, topics);
        },
        heard(event) {
          bus.publish('docker.told', { nodeId: id, event });
        },
      },
      initialStatus(row),
    );
    links.set(row.id, link);
    seen.set(row.id, row.updatedAt.getTime());
    shown.learn(row);
    names.set(row.id, row.name);
    return link;
  }

  /**
   * The command line writes to the register too, in a process of its own: what it changed is followed like a change made here.
   * `updatedAt` moves with every change others should follow, and only then. What is only shown is told to the pages.
   */
  async function watchRegister(): Promise<void> {
    const rows = await db.node.findMany({ select: { id: true, updatedAt: true, ...shownColumns } });
    if (stopped) return;
    for (const row of rows) {
      const before = seen.get(row.id);
      seen.set(row.id, row.updatedAt.getTime());
      if (before !== row.updatedAt.getTime()) bus.publish('node.updated', { nodeId: row.id });
      shown.look(row);
    }
    for (const id of [...links.keys()]) {
      if (rows.some((row) => row.id === id)) continue;
      seen.delete(id);
      bus.publish('node.deleted', { nodeId: id });
    }
  }

  /** Registered or edited: connects with what the register says now. */
  async function follow(nodeId: string): Promise<void> {
    const row = await db.node.findUnique({ where: { id: nodeId } });
    justRead.delete(nodeId);
    if (!row || stopped) return;
    names.set(nodeId, row.name);
    seen.set(nodeId, row.updatedAt.getTime());
    await (links.get(nodeId) ?? addLink(row)).connect();
  }

  return {
    async start() {
      unsubscribe.push(
        bus.subscribe(
          'node.updated',
          ({ nodeId }) =>
            void follow(nodeId).catch((error) => log.error({ error, nodeId }, 'a changed node could not be followed')),
        ),
        bus.subscribe('terminal.entered', ({ nodeId }) => links.get(nodeId)?.entered()),
        bus.subscribe('node.deleted', ({ nodeId }) => {
          void links.get(nodeId)?.stop();
          links.delete(nodeId);
          names.delete(nodeId);
        }),
      );
      for (const row of await db.node.findMany()) {
        addLink(row);
        justRead.set(row.id, row);
      }
      const watch = setInterval(
        () => void watchRegister().catch((error) => log.error({ error }, 'the register could not be read')),
        watchEveryMs,
      );
      watch.unref();
      unsubscribe.push(() => clearInterval(watch));
      // Not awaited: the panel is there while its nodes are still being reached.
      for (const link of links.values()) void link.connect();
    },
    async stop() {
      stopped = true;
      for (const end of unsubscribe) end();
      shown.stop();
      const untold = [...changes.stop()].filter(([, topics]) => topics.includes('state'));
      await memory.stop(untold.map(([nodeId]) => nodeId));
      await Promise.all([...links.values()].map((link) => link.stop()));
      links.clear();
    },
    async register(nodeId) {
      const row = await db.node.findUnique({ where: { id: nodeId } });
      if (row && !stopped && !links.has(nodeId)) void addLink(row).connect();
    },
    // A row another process has just written has no link yet; the page that lists it is not to fail for that.
    status: (nodeId) => links.get(nodeId)?.status ?? { ...unknownStatus, stateSince: deps.now() },
    engine: async (nodeId) => requireLink(nodeId).requireEngine(),
    ssh: async (nodeId) => requireLink(nodeId).requireConnection(),
    root: async (nodeId) => requireLink(nodeId).requireRoot(),
    files: async (nodeId) => requireLink(nodeId).requireFiles(),
    openLogin: (nodeId) => connector.connect(nodeId, 'login'),
    connectInStages: (nodeId, onStage, { offerCredential }) => connector.connectInStages(nodeId, onStage, offerCredential),
    openPanelRoot: (nodeId) => connector.connect(nodeId, 'panel-root'),
    forward: async (nodeId, { review } = { review: false }) => (await links.get(nodeId)?.forwardState({ review })) ?? 'off',
    sync: async (nodeId) => links.get(nodeId)?.sync(),
    changeContainer: async (nodeId, ref, work) => requireLink(nodeId).changeContainer(ref, work),
    watch: (nodeId, on) => links.get(nodeId)?.watch(on),
    async retryDocker(nodeId) {
      const link = requireLink(nodeId);
      await link.retryDocker();
      return link.status;
    },
    async reconnect(nodeId, options) {
      const link = requireLink(nodeId);
      const row = await db.node.findUnique({ where: { id: nodeId }, select: { updatedAt: true } });
      if (row) seen.set(nodeId, row.updatedAt.getTime());
      await link.connect(options);
      return link.status;
    },
  };
}

const unknownStatus: Omit<NodeStatus, 'stateSince'> = {
  state: 'connecting',
  reason: null,
  lastSeenAt: null,
  transport: null,
  access: null,
  docker: null,
  registryForward: 'off',
  revision: 0,
  ...unknownLists,
};

/** What the register remembers from before: for the first paint, until the node is reached again. */
function initialStatus(row: NodeRow): NodeStatus {
  const state = nodeStateSchema.safeParse(row.state);
  return {
    ...unknownStatus,
    state: state.success && state.data !== 'ready' ? state.data : 'connecting',
    reason: parseJson(nodeReasonSchema, row.stateReason),
    stateSince: row.stateSince,
    lastSeenAt: row.lastSeenAt,
    docker: parseJson(dockerFactsSchema, row.dockerFacts),
  };
}

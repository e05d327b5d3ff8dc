import type { Audit } from '@/lib/features/audit/audit';
import type { Bus } from '@/lib/gateways/bus/bus';
import type { Db } from '@/lib/gateways/db/db';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import { dockerFactsSchema, nodeStateSchema } from '@/lib/shared/nodes';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { presentHostKey } from '@/lib/gateways/ssh/host-keys';
import type { RootCredentials } from '@/lib/gateways/ssh/find-root';
import type { NodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { connectInStages, type StageReport } from '@/lib/gateways/ssh/stages';
import type { SshAuth, SshConnection } from '@/lib/gateways/ssh/types';
import { createConnectGate } from './connect-gate';
import type { Fleet, NodeStatus } from './fleet';
import { NodeLink } from './node-link';
import { credentialContext, type NodeRow, openCredential } from './node-row';
import { getPanelKey } from './panel-key';
import { createShownChanges, shownColumns } from './shown-changes';
import { createToldChanges } from './told-changes';

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
}

/** Least time between two writes of what the nodes are like, in ms, and how many nodes each of them takes: SQLite writes in our thread. */
const rememberEveryMs = 500;
const rememberAtOnce = 100;
/** How often the register is looked at for what other processes changed, in ms. */
const watchEveryMs = 2_000;
/**
 * A node that falls silent counts as lost within 15 s: ssh2 gives up at the interval after the last keep-alive it allows to go unanswered,
 * which is 3 x 4 s after the node's last word.
 */
const keepalive = { keepaliveIntervalMs: 4_000, keepaliveCountMax: 2 };

export function createFleet(deps: FleetDeps): Fleet {
  const { db, bus, log } = deps;
  const links = new Map<string, NodeLink>();
  const names = new Map<string, string>();
  /** When each row was last changed, as far as this process has followed. */
  const seen = new Map<string, number>();
  const shown = createShownChanges(bus);
  /** Nodes whose state the register does not have yet. */
  const unsaved = new Set<string>();
  let saving: NodeJS.Timeout | null = null;
  const gate = createConnectGate();
  const reach = { timeoutMs: deps.connectTimeoutMs ?? 15_000, ...keepalive, networks: deps.networks, log };
  /** Rows as the start has read them, for the first connect; what is changed meanwhile connects anew. */
  const justRead = new Map<string, NodeRow>();
  const unsubscribe: Array<() => void> = [];
  let stopped = false;

  /** One event of what changed in a node, and its state remembered across restarts. */
  const telling = createToldChanges((nodeId, topics) => {
    const link = links.get(nodeId);
    if (!link) return;
    const { state, revision } = link.status;
    if (topics.includes('state')) rememberSoon(nodeId);
    bus.publish('node.changed', { nodeId, name: names.get(nodeId) ?? '', state, topics, revision });
  });

  /**
   * What the register is to remember, in few transactions of many nodes: a fleet that comes up would else commit hundreds of times. "On
   * the way" is no state to remember.
   */
  function rememberSoon(nodeId: string): void {
    if (links.get(nodeId)?.status.state === 'connecting') return;
    unsaved.add(nodeId);
    saving ??= setTimeout(() => void remember(), rememberEveryMs).unref();
  }

  async function remember(atOnce = rememberAtOnce): Promise<void> {
    if (saving) clearTimeout(saving);
    saving = null;
    const ids = [...unsaved].slice(0, atOnce);
    for (const id of ids) unsaved.delete(id);
    if (unsaved.size > 0) saving = setTimeout(() => void remember(), rememberEveryMs).unref();
    const changes = ids.flatMap((id) => {
      const link = links.get(id);
      return link ? [rememberOne(id, link.status)] : [];
    });
    if (changes.length > 0)
      await db.$transaction(changes).catch((error) => log.error({ error }, 'the states of nodes could not be stored'));
  }

  function rememberOne(id: string, status: NodeStatus) {
    return db.node.updateMany({
      where: { id },
      data: {
        state: status.state,
        stateReason: status.reason ? JSON.stringify(status.reason) : null,
        stateSince: status.stateSince,
        lastSeenAt: status.lastSeenAt,
        ...(status.docker && { dockerFacts: JSON.stringify(status.docker) }),
      },
    });
  }

  type As = 'held' | 'login' | 'panel-root';

  /** Connects as the login user, as root by the panel's key, or as whichever of the two the held connection is. */
  async function connectNode(id: string, as: As): Promise<SshConnection> {
    const row = justRead.get(id) ?? (await db.node.findUnique({ where: { id } }));
    justRead.delete(id);
    if (!row || stopped) throw new AppError('cancelled');
    const jump = row.jumpNodeId ? await requireLink(row.jumpNodeId).requireConnection() : undefined;
    const asPanelRoot = as === 'panel-root' || (as === 'held' && row.rootLogin === 'done');
    const key = asPanelRoot ? await getPanelKey(deps) : null;
    // A credential is opened when its connect begins, not while it waits for its turn.
    const connect = (user: string, auth: () => SshAuth) =>
      gate.through(`${row.host}:${row.port}`, async () =>
        connectSsh(
          { host: row.host, port: row.port, user, auth: auth(), hostKey: row.hostKey, ...(jump && { jump }) },
          { ...reach, onHostKey: (offered) => noteOffered(row, offered) },
        ),
      );
    const asLogin = async (): Promise<SshConnection> => {
      try {
        return await connect(row.loginUser, () => openCredential(deps.keyring, row));
      } catch (error) {
        if (!isAppError(error) || error.code !== 'ssh_auth_failed') throw error;
        // The password was changed while this connect was under way: the new one is tried, once.
        const now = await db.node.findUnique({ where: { id } });
        if (!now || now.credentialSealed === row.credentialSealed) throw error;
        return connect(now.loginUser, () => openCredential(deps.keyring, now));
      }
    };
    if (!key) return asLogin();
    try {
      return await connect('root', () => ({ kind: 'private_key', privateKey: key.privateKey }));
    } catch (error) {
      if (as !== 'held' || !isAppError(error) || error.code !== 'ssh_auth_failed') throw error;
      await loseRootLogin(row, error);
      return asLogin();
    }
  }

  /** Connects as `connectNode` would for the held connection, told by stages; without the credential it ends at the host key. */
  async function connectToldInStages(
    id: string,
    onStage: (report: StageReport) => void,
    offerCredential: boolean,
  ): Promise<SshConnection> {
    const row = await db.node.findUnique({ where: { id } });
    if (!row || stopped) throw new AppError('cancelled');
    const jump = row.jumpNodeId ? await requireLink(row.jumpNodeId).requireConnection() : undefined;
    const asPanelRoot = row.rootLogin === 'done';
    const auth = async (): Promise<SshAuth> => {
      // No approved key, so nothing of this is ever offered.
      if (!offerCredential) return { kind: 'password', password: '' };
      if (asPanelRoot) return { kind: 'private_key', privateKey: (await getPanelKey(deps)).privateKey };
      return openCredential(deps.keyring, row);
    };
    const target = {
      ...{ host: row.host, port: row.port, user: asPanelRoot ? 'root' : row.loginUser },
      ...{ auth: await auth(), hostKey: offerCredential ? row.hostKey : null, ...(jump && { jump }) },
    };
    return gate.through(`${row.host}:${row.port}`, () =>
      connectInStages(target, onStage, {
        ...reach,
        onHostKey: (offered) => {
          // Unasked for a type, a node may show another of its keys than the approved one: that is no change.
          const sameType = row.hostKey === null || offered.split(' ')[0] === row.hostKey.split(' ')[0];
          if (offered !== row.hostKey && sameType) noteOffered(row, offered);
        },
      }),
    );
  }

  /** The node takes the panel's key no longer: said, remembered, and not tried again until somebody sets it up anew. */
  async function loseRootLogin(row: NodeRow, error: AppError): Promise<void> {
    log.warn({ node: row.name }, "the node refused the panel's key for root");
    await db.node.updateMany({
      where: { id: row.id, rootLogin: 'done' },
      data: {
        rootLogin: 'none',
        rootLoginReason: JSON.stringify({ code: 'root_login_lost', detail: error.detail ?? null }),
        rootLoginSince: deps.now(),
      },
    });
    telling.push(row.id, ['state']);
  }

  /** A password of the register, opened when it is needed. */
  const passwords = (id: string): RootCredentials => ({
    async loginPassword() {
      const row = await db.node.findUnique({ where: { id } });
      const auth = row && openCredential(deps.keyring, row);
      return auth?.kind === 'password' ? auth.password : null;
    },
    async rootPassword() {
      const row = await db.node.findUnique({ where: { id } });
      return row?.rootPasswordSealed ? deps.keyring.open(row.rootPasswordSealed, credentialContext(row, 'rootPassword')) : null;
    },
  });

  /**
   * A key that is not the approved one: kept to be shown, and audited when it replaces an approved one. Then it ends what is open to that
   * node, whichever connection saw it: the held one at a new key exchange, or one beside it.
   */
  function noteOffered(row: NodeRow, offered: string): void {
    // A connect from before the register was changed speaks of a key nobody holds to any more.
    if (row.hostKey !== null && seen.get(row.id) === row.updatedAt.getTime())
      links.get(row.id)?.refuse(new AppError('host_key_changed'));
    const work = async () => {
      await db.node.updateMany({ where: { id: row.id }, data: { offeredHostKey: offered } });
      if (row.hostKey === null) return;
      log.error(
        { node: row.name, approved: presentHostKey(row.hostKey), offered: presentHostKey(offered) },
        'the host key of a node has changed',
      );
      const detail = { approved: presentHostKey(row.hostKey), offered: presentHostKey(offered) };
      await deps.audit.record({
        actorId: null,
        actorName: null,
        action: 'host-key.changed',
        target: `node:${row.id}`,
        outcome: 'refused',
        detail,
        address: row.host,
      });
    };
    void work()
      .then(() => telling.push(row.id, ['state']))
      .catch((error) => log.error({ error, node: row.name }, 'an offered host key could not be stored'));
  }

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
        connect: () => connectNode(id, 'held'),
        credentials: passwords(id),
        changed: (topics) => telling.push(id, topics),
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
      for (const [nodeId, topics] of telling.stop()) if (topics.has('state')) unsaved.add(nodeId);
      await remember(Number.POSITIVE_INFINITY);
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
    openLogin: (nodeId) => connectNode(nodeId, 'login'),
    connectInStages: (nodeId, onStage, { offerCredential }) => connectToldInStages(nodeId, onStage, offerCredential),
    openPanelRoot: (nodeId) => connectNode(nodeId, 'panel-root'),
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
  revision: 0,
  containers: null,
  images: null,
};

/** What the register remembers from before: for the first paint, until the node is reached again. */
function initialStatus(row: NodeRow): NodeStatus {
  const facts = row.dockerFacts ? dockerFactsSchema.safeParse(JSON.parse(row.dockerFacts)) : null;
  const state = nodeStateSchema.safeParse(row.state);
  return {
    ...unknownStatus,
    state: state.success && state.data !== 'ready' ? state.data : 'connecting',
    reason: row.stateReason ? (JSON.parse(row.stateReason) as NodeStatus['reason']) : null,
    stateSince: row.stateSince,
    lastSeenAt: row.lastSeenAt,
    docker: facts?.success ? facts.data : null,
  };
}

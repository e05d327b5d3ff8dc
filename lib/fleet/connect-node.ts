import type { Audit } from '@/lib/features/audit/audit';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Db } from '@/lib/gateways/db/db';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import type { RootCredentials } from '@/lib/gateways/ssh/find-root';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import type { NodeNetworks } from '@/lib/gateways/ssh/node-networks';
import { connectInStages, type StageReport } from '@/lib/gateways/ssh/stages';
import type { SshAuth, SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { createConnectGate } from './connect-gate';
import { credentialContext, type NodeRow, openCredential } from './node-row';
import { getPanelKey } from './panel-key';

/**
 * A node that falls silent counts as lost within 15 s: ssh2 gives up at the interval after the last keep-alive it allows to go unanswered,
 * which is 3 x 4 s after the node's last word.
 */
const keepalive = { keepaliveIntervalMs: 4_000, keepaliveCountMax: 2 };
/** A node that has not answered for so long is lost, ms. */
export const longestSilenceMs = keepalive.keepaliveIntervalMs * (keepalive.keepaliveCountMax + 1);

/** Whom to connect as: the login user, root by the panel's key, or whichever of the two the held connection is. */
export type ConnectAs = 'held' | 'login' | 'panel-root';

/** Of a row what is needed where its node shows another key. */
type KnownNode = Pick<NodeRow, 'id' | 'name' | 'host' | 'hostKey' | 'updatedAt'>;

interface ConnectorDeps {
  db: Db;
  keyring: Keyring;
  audit: Audit;
  log: Logger;
  now(): Date;
  networks?: NodeNetworks;
  connectTimeoutMs?: number;
  keepaliveIntervalMs?: number;
  /** The row as the register has it; null when the node is gone, or nobody connects any more. */
  readRow(nodeId: string): Promise<NodeRow | null>;
  /** The held connection to the node another one is reached through. @throws AppError */
  jumpOver(nodeId: string): Promise<SshConnection>;
  /** Whether the row is the newest that this process has followed. */
  isCurrent(row: KnownNode): boolean;
  /** The node shows another key than the approved one: ends what is open to it. */
  refuse(nodeId: string, reason: AppError): void;
  /** What pages show of the node's state has changed. */
  changed(nodeId: string): void;
}

/** Connects to nodes of the register: with their credential, by their host key, over their jump node, and in turn. */
export function createNodeConnector(deps: ConnectorDeps) {
  const { db, log } = deps;
  const gate = createConnectGate();
  const reach = {
    ...keepalive,
    ...(deps.keepaliveIntervalMs !== undefined && { keepaliveIntervalMs: deps.keepaliveIntervalMs }),
    timeoutMs: deps.connectTimeoutMs ?? 15_000,
    networks: deps.networks,
    log,
  };

  /** @throws AppError `cancelled` where there is nothing to connect to any more */
  async function rowOf(nodeId: string): Promise<{ row: NodeRow; jump: SshConnection | undefined }> {
    const row = await deps.readRow(nodeId);
    if (!row) throw new AppError('cancelled');
    return { row, jump: row.jumpNodeId ? await deps.jumpOver(row.jumpNodeId) : undefined };
  }

  async function connect(nodeId: string, as: ConnectAs): Promise<SshConnection> {
    const { row, jump } = await rowOf(nodeId);
    const asPanelRoot = as === 'panel-root' || (as === 'held' && row.rootLogin === 'done');
    const key = asPanelRoot ? await getPanelKey(deps) : null;
    // A credential is opened when its connect begins, not while it waits for its turn.
    const connectAs = (user: string, auth: () => SshAuth) =>
      gate.through(`${row.host}:${row.port}`, async () =>
        connectSsh(
          { host: row.host, port: row.port, user, auth: auth(), hostKey: row.hostKey, ...(jump && { jump }) },
          { ...reach, onHostKey: noterOf(row) },
        ),
      );
    const asLogin = async (): Promise<SshConnection> => {
      try {
        return await connectAs(row.loginUser, () => openCredential(deps.keyring, row));
      } catch (error) {
        if (!isAppError(error) || error.code !== 'ssh_auth_failed') throw error;
        // The password was changed while this connect was under way: the new one is tried, once.
        const now = await db.node.findUnique({ where: { id: nodeId } });
        if (!now || now.credentialSealed === row.credentialSealed) throw error;
        return connectAs(now.loginUser, () => openCredential(deps.keyring, now));
      }
    };
    if (!key) return asLogin();
    try {
      return await connectAs('root', () => ({ kind: 'private_key', privateKey: key.privateKey }));
    } catch (error) {
      if (as !== 'held' || !isAppError(error) || error.code !== 'ssh_auth_failed') throw error;
      await loseRootLogin(row, error);
      return asLogin();
    }
  }

  /** Connects as the held connection does and tells each stage; without the credential it ends at the host key. */
  async function connectToldInStages(
    nodeId: string,
    onStage: (report: StageReport) => void,
    offerCredential: boolean,
  ): Promise<SshConnection> {
    const { row, jump } = await rowOf(nodeId);
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
    deps.changed(row.id);
  }

  /**
   * A key that is not the approved one: kept to be shown, and audited when it replaces an approved one. Then it ends what is open to that
   * node, whichever connection saw it: the held one at a new key exchange, or one beside it.
   */
  function noteOffered(row: KnownNode, offered: string): void {
    // A connect from before the register was changed speaks of a key nobody holds to any more.
    if (row.hostKey !== null && deps.isCurrent(row)) deps.refuse(row.id, new AppError('host_key_changed'));
    void storeOffered(row, offered)
      .then(() => deps.changed(row.id))
      .catch((error) => log.error({ error, node: row.name }, 'an offered host key could not be stored'));
  }

  /** Held with the connection, which exchanges keys again: with the row itself its credential would be. */
  function noterOf({ id, name, host, hostKey, updatedAt }: NodeRow): (offered: string) => void {
    const known = { id, name, host, hostKey, updatedAt };
    return (offered) => noteOffered(known, offered);
  }

  async function storeOffered(row: KnownNode, offered: string): Promise<void> {
    await db.node.updateMany({ where: { id: row.id }, data: { offeredHostKey: offered } });
    if (row.hostKey === null) return;
    const detail = { approved: presentHostKey(row.hostKey), offered: presentHostKey(offered) };
    log.error({ node: row.name, ...detail }, 'the host key of a node has changed');
    await deps.audit.record({
      actorId: null,
      actorName: null,
      action: 'host-key.changed',
      target: `node:${row.id}`,
      outcome: 'refused',
      detail,
      address: row.host,
    });
  }

  return {
    connect,
    connectInStages: connectToldInStages,
    /** The passwords of the register by which the login user may become root, opened when they are needed. */
    rootCredentials: (nodeId: string): RootCredentials => ({
      async loginPassword() {
        const row = await db.node.findUnique({ where: { id: nodeId } });
        const auth = row && openCredential(deps.keyring, row);
        return auth?.kind === 'password' ? auth.password : null;
      },
      async rootPassword() {
        const row = await db.node.findUnique({ where: { id: nodeId } });
        return row?.rootPasswordSealed ? deps.keyring.open(row.rootPasswordSealed, credentialContext(row, 'rootPassword')) : null;
      },
    }),
  };
}

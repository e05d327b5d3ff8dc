import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import { io, type Socket } from 'socket.io-client';
import { startSession } from '@/lib/features/accounts/session';
import type { Audit, AuditRecord } from '@/lib/features/audit/audit';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb } from '@/lib/gateways/db/create-db';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import type { Fleet, NodeStatus } from '@/lib/fleet/fleet';
import { attachRealtime, type Realtime } from '@/lib/doors/realtime/attach-realtime';
import { createRateLimits } from '@/lib/core/rate-limits';
import type { Runtime } from '@/lib/core/runtime';
import type { Role } from '@/lib/shared/common';
import type { LogLine } from '@/lib/shared/containers';
import { type Ack, type ClientToServerEvents, realtimePath, type ServerToClientEvents } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import type { SshConnection } from '@/lib/gateways/ssh/types';
import { createTerminals } from '@/lib/features/terminals/create-terminals';
import type { TerminalLimits } from '@/lib/features/terminals/terminal-limits';
import { createHealthDouble } from './health-double';
import { createMemoryLog } from './memory-log';
import { copyMigrated } from './migrated-database';
import { createScriptedPty, type ScriptedPty } from './scripted-pty';

export type Transport = 'websocket' | 'polling';
export type TestSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * The socket door on a loopback port with a real database, real sessions, policy and terminals; the nodes are doubles whose
 * shells the test plays.
 */
export interface RealtimePanel {
  runtime: Runtime;
  origin: string;
  port: number;
  server: HttpServer;
  log: ReturnType<typeof createMemoryLog>;
  audited: AuditRecord[];
  /** Shells and execs opened so far, in order. */
  ptys: ScriptedPty[];
  /** What a container's log says, by node id; the test pushes. */
  logs: Map<string, LogSource>;
  /** What a new shell does with what is typed. */
  onType: (data: Buffer, pty: ScriptedPty) => void;
  /** Called before a shell is opened: a slow or refusing node. */
  beforeOpen: () => Promise<void>;
  addUser(name: string, role?: Role): Promise<{ id: string; cookie: string }>;
  addNode(name: string, assignees?: Array<{ id: string }>): Promise<string>;
  cookieFor(userId: string, epoch: number): Promise<string>;
  /** @param through the port of a proxy before the panel. */
  connect(cookie: string | null, headers?: Record<string, string>, through?: number, transport?: Transport): TestSocket;
  /** Connections that are open at the panel. */
  sockets(): number;
  stop(): Promise<void>;
}

interface LogSource {
  push(lines: LogLine[]): void;
  end(): void;
  fail(error: unknown): void;
  readonly pulled: number;
  readonly aborted: boolean;
}

const newId = (): string => randomBytes(12).toString('hex');

/** @param nodes real connections instead of the doubles. */
export async function startRealtimePanel(
  limits: Partial<TerminalLimits> = {},
  nodes?: Pick<Fleet, 'ssh' | 'engine'>,
): Promise<RealtimePanel> {
  const directory = await mkdtemp(path.join(tmpdir(), 'berth-realtime-'));
  const url = `file:${directory}/test.db`;
  await copyMigrated(`${directory}/test.db`);
  const db = await createDb(url);
  const log = createMemoryLog();
  const audited: AuditRecord[] = [];
  const server = createServer((_request, response) => response.end('page'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  const sockets: TestSocket[] = [];
  const authSecret = randomBytes(32).toString('hex');

  const panel: Omit<RealtimePanel, 'runtime'> = {
    origin,
    port,
    server,
    log,
    audited,
    ptys: [],
    logs: new Map(),
    onType: () => {},
    beforeOpen: async () => {},
    async addUser(name, role = 'student') {
      const id = newId();
      const now = new Date();
      await db.user.create({
        data: { id, email: `${name}@berth.test`, name, role, passwordHash: '-', createdAt: now, updatedAt: now },
      });
      return { id, cookie: await panel.cookieFor(id, 0) };
    },
    async addNode(name, assignees = []) {
      const id = newId();
      const now = new Date();
      await db.node.create({
        data: {
          id,
          name,
          host: '198.18.0.1',
          port: 22,
          loginUser: 'ubuntu',
          credentialKind: 'password',
          credentialSealed: '-',
          state: 'ready',
          stateSince: now,
          createdAt: now,
          updatedAt: now,
          assignments: { create: assignees.map((user) => ({ userId: user.id, createdAt: now })) },
        },
      });
      return id;
    },
    async cookieFor(userId, epoch) {
      const sid = await startSession(
        { db, newId, now: () => new Date() },
        { id: userId, epoch },
        { address: null, userAgent: null },
      );
      return `berth.session=${await encode({ token: { sid }, secret: authSecret })}`;
    },
    sockets: () => realtime.connections(),
    connect(cookie, headers = {}, through = port, transport = 'websocket') {
      const extraHeaders = { origin, ...(cookie ? { cookie } : {}), ...headers };
      const socket: TestSocket = io(`http://127.0.0.1:${through}`, {
        path: realtimePath,
        parser: realtimeParser,
        transports: [transport],
        extraHeaders,
        reconnection: false,
        forceNew: true,
      });
      sockets.push(socket);
      return socket;
    },
    async stop() {
      for (const socket of sockets) socket.disconnect();
      await realtime.close();
      await runtime.terminals.stop();
      await runtime.audit.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.$disconnect();
      await rm(directory, { recursive: true, force: true });
    },
  };

  const runtime: Runtime = {
    env: {
      mode: 'test',
      host: '127.0.0.1',
      port,
      origin,
      origins: [origin, `http://127.0.0.1:${port}`],
      dataDir: directory,
      databaseUrl: url,
      authSecret,
      masterKeys: undefined,
      nodeNetworks: ['0.0.0.0/0', '::/0'],
      trustedProxies: [],
      auditDays: 365,
      logLevel: 'silent',
    },
    log,
    db,
    bus: createBus((error) => log.error({ error }, 'A bus listener failed.')),
    keyring: { seal: () => '-', open: () => '-' },
    audit: overheard(createAudit({ db, log, now: () => new Date(), newId }), audited),
    fleet: { ...createFleetDouble(panel), ...nodes },
    health: createHealthDouble(),
    doctor: {
      examine: async () => {
        throw new AppError('node_unreachable');
      },
      underWay: () => null,
      stop: async () => {},
    },
    jobs: {
      recover: async () => {},
      start: async () => newId(),
      cancel: () => false,
      progress: () => null,
      finished: async () => {},
      stop: async () => {},
    },
    terminals: createTerminals({ now: () => new Date(), log, limits }),
    rates: createRateLimits(),
    authSecret,
    now: () => new Date(),
    newId,
  };
  const realtime: Realtime = attachRealtime(server, runtime);
  return Object.assign(panel, { runtime });
}

/** The audit as it is, and every record also kept for the test. */
function overheard(audit: Audit, records: AuditRecord[]): Audit {
  const hear = <T extends Audit>(inner: T): T => ({
    ...inner,
    record(entry: AuditRecord) {
      records.push(entry);
      return inner.record(entry);
    },
  });
  return {
    ...hear(audit),
    async begin(entry, rank) {
      const intent = await audit.begin(entry, rank);
      return { ...intent, audit: hear(intent.audit) };
    },
  };
}

function createFleetDouble(panel: Omit<RealtimePanel, 'runtime'>): Fleet {
  const status: NodeStatus = {
    state: 'ready',
    reason: null,
    stateSince: new Date(),
    lastSeenAt: null,
    transport: 'streamlocal',
    access: { docker: 'docker_group', root: null },
    docker: null,
    revision: 7,
    containers: [],
    images: [],
  };
  const open = async (): Promise<ScriptedPty> => {
    await panel.beforeOpen();
    const pty = createScriptedPty((data, self) => panel.onType(data, self));
    panel.ptys.push(pty);
    return pty;
  };
  const engineOf = (nodeId: string) =>
    ({
      containers: {
        inspect: async (ref: string) => {
          if (ref !== 'web') throw new AppError('container_not_found', { params: { name: ref } });
          return { id: 'c0ffee', name: 'web' };
        },
        followLogs: (_ref: string, _tail: number, signal: AbortSignal) => followLogs(panel, nodeId, signal),
      },
      exec: { open },
    }) as unknown as DockerEngine;
  return {
    start: async () => {},
    stop: async () => {},
    register: async () => status,
    status: () => status,
    engine: async (nodeId: string) => engineOf(nodeId),
    ssh: async () => ({ openShell: open }) as unknown as SshConnection,
    openLogin: async () => ({ openShell: open, close() {} }) as unknown as SshConnection,
    openPanelRoot: async () => ({ openShell: open, close() {} }) as unknown as SshConnection,
    root: async () => {
      throw new AppError('root_unavailable');
    },
    files: async () => ({}) as unknown as SshConnection,
    reconnect: async () => status,
    watch: () => {},
  } as unknown as Fleet;
}

async function* followLogs(
  panel: Omit<RealtimePanel, 'runtime'>,
  nodeId: string,
  signal: AbortSignal,
): AsyncGenerator<LogLine[]> {
  const waiting: Array<LogLine[] | null | { error: unknown }> = [];
  let wake: () => void = () => {};
  let pulled = 0;
  const push = (item: LogLine[] | null | { error: unknown }): void => {
    waiting.push(item);
    wake();
  };
  panel.logs.set(nodeId, {
    push,
    end: () => push(null),
    fail: (error) => push({ error }),
    get pulled() {
      return pulled;
    },
    get aborted() {
      return signal.aborted;
    },
  });
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    const item = waiting.shift();
    if (item === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    if (item === null) return;
    if ('error' in item) throw item.error;
    pulled += 1;
    yield item;
  }
}

/** Sends one event and waits for its answer. */
export function ask<K extends keyof ClientToServerEvents>(
  socket: TestSocket,
  event: K,
  input: Parameters<ClientToServerEvents[K]>[0],
): Promise<Ack<never>> {
  return new Promise((resolve, reject) => {
    socket
      .timeout(10_000)
      .emit(event, ...([input, (error: Error | null, ack: Ack<never>) => (error ? reject(error) : resolve(ack))] as never));
  });
}

/** The same, and the answer must be good. */
export async function must<T>(answer: Promise<Ack<never>>): Promise<T> {
  const ack = await answer;
  if (!ack.ok) throw new Error(`${ack.error.code}: ${ack.error.message}`);
  return ack.value as T;
}

/** Resolves when connected, rejects with the code when refused. */
export function connected(socket: TestSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', (error) => reject(error));
  });
}

import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { AppError } from '@/lib/core/errors';
import { attachRealtime, type Realtime } from '@/lib/doors/realtime/attach-realtime';
import type { Audit, AuditRecord } from '@/lib/features/audit/audit';
import type { TerminalLimits } from '@/lib/features/terminals/terminal-limits';
import type { Fleet } from '@/lib/fleet/fleet';
import type { LogStart } from '@/lib/gateways/docker/engine/containers';
import type { Role } from '@/lib/shared/common';
import type { LogLine } from '@/lib/shared/containers';
import { type Ack, type ClientToServerEvents, realtimePath, type ServerToClientEvents } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { createJudgeDouble, type JudgeDouble } from './course-double';
import { buildCookie, buildNode, buildUser } from './factories';
import { createFleetDouble, webContainer } from './fleet-double';
import { createScriptedPty, type ScriptedPty } from './scripted-pty';
import { startTestRuntime, type TestRuntime } from './test-runtime';

export type Transport = 'websocket' | 'polling';
export type TestSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * The socket door on a loopback port with a real database, real sessions, policy and terminals; the nodes are doubles whose
 * shells the test plays.
 */
export interface RealtimePanel extends TestRuntime, PlayedNodes {
  origin: string;
  port: number;
  server: HttpServer;
  audited: AuditRecord[];
  /** Judges the steps of courses; every check fails until a test says otherwise. */
  judge: JudgeDouble;
  addUser(name: string, role?: Role): Promise<{ id: string; cookie: string }>;
  addNode(name: string, assignees?: Array<{ id: string }>): Promise<string>;
  cookieFor(userId: string, epoch: number): Promise<string>;
  /** @param through the port of a proxy before the panel. */
  connect(cookie: string | null, headers?: Record<string, string>, through?: number, transport?: Transport): TestSocket;
  /** Connections that are open at the panel. */
  sockets(): number;
}

/** What the test plays of the nodes. */
interface PlayedNodes {
  /** Shells and execs opened so far, in order. */
  ptys: ScriptedPty[];
  /** What a container's log says, by node id; the test pushes. */
  logs: Map<string, LogSource>;
  /** What a new shell does with what is typed. */
  onType: (data: Buffer, pty: ScriptedPty) => void;
  /** Called before a shell is opened: a slow or refusing node. */
  beforeOpen: () => Promise<void>;
}

interface LogSource {
  /** What was asked for. */
  readonly start: LogStart;
  push(lines: LogLine[]): void;
  end(): void;
  fail(error: unknown): void;
  readonly pulled: number;
  readonly aborted: boolean;
}

/** @param nodes real connections instead of the doubles. */
export async function startRealtimePanel(
  limits: Partial<TerminalLimits> = {},
  nodes?: Pick<Fleet, 'ssh' | 'engine'>,
): Promise<RealtimePanel> {
  const audited: AuditRecord[] = [];
  const server = createServer((_request, response) => response.end('page'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const nodesPlayed: PlayedNodes = { ptys: [], logs: new Map(), onType: () => {}, beforeOpen: async () => {} };
  const judge = createJudgeDouble();
  const { runtime, log, stop } = await startTestRuntime({
    port,
    judge,
    terminalLimits: limits,
    parts: ({ audit }) => ({ audit: overheard(audit, audited), fleet: { ...createPlayedFleet(nodesPlayed), ...nodes } }),
  });
  const { db } = runtime;
  const { origin } = runtime.env;
  const sockets: TestSocket[] = [];
  const realtime: Realtime = attachRealtime(server, runtime);

  const panel = {
    runtime,
    judge,
    origin,
    port,
    server,
    log,
    audited,
    async addUser(name: string, role: Role = 'student') {
      const user = await buildUser(db, { name, role });
      return { id: user.id, cookie: await buildCookie(runtime, user) };
    },
    async addNode(name: string, assignees: Array<{ id: string }> = []) {
      return (await buildNode(db, { name, assignees: assignees.map(({ id }) => id) })).id;
    },
    cookieFor: (id: string, epoch: number) => buildCookie(runtime, { id, epoch }),
    sockets: () => realtime.connections(),
    connect(
      cookie: string | null,
      headers: Record<string, string> = {},
      through = port,
      transport: Transport = 'websocket',
    ): TestSocket {
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
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stop();
    },
  };
  // Their fields are set while the panel runs.
  return Object.assign(nodesPlayed, panel);
}

/** The audit as it is, and every record also kept for the test. */
function overheard(audit: Audit, records: AuditRecord[]): Audit {
  const hear = <T extends Audit>(inner: T): T => ({
    ...inner,
    did(ctx, action, target, detail) {
      const { actor, address } = ctx;
      const who = { actorId: actor.id, actorName: actor.name, address };
      records.push({ ...who, action, target, outcome: 'allowed', ...(detail && { detail }) });
      return inner.did(ctx, action, target, detail);
    },
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

function createPlayedFleet(nodes: PlayedNodes): Fleet {
  const open = async (): Promise<ScriptedPty> => {
    await nodes.beforeOpen();
    const pty = createScriptedPty((data, self) => nodes.onType(data, self));
    nodes.ptys.push(pty);
    return pty;
  };
  return createFleetDouble({
    status: { access: { docker: 'docker_group', root: null }, revision: 7, containers: [], images: [] },
    engine: (nodeId) => ({
      containers: {
        async inspect(ref) {
          if (ref !== 'web') throw new AppError('container_not_found', { params: { name: ref } });
          return { ...webContainer, pid: null, tty: false, upperDir: null, sizeRwBytes: 0 };
        },
        followLogs: (_ref, start, signal) => followLogs(nodes, nodeId, start, signal),
      },
      exec: { open },
    }),
    connection: () => ({ openShell: open, close() {} }),
  });
}

async function* followLogs(nodes: PlayedNodes, nodeId: string, start: LogStart, signal: AbortSignal): AsyncGenerator<LogLine[]> {
  const waiting: Array<LogLine[] | null | { error: unknown }> = [];
  let wake: () => void = () => {};
  let pulled = 0;
  const push = (item: LogLine[] | null | { error: unknown }): void => {
    waiting.push(item);
    wake();
  };
  nodes.logs.set(nodeId, {
    start,
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

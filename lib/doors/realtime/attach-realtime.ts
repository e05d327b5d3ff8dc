import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { errorText } from '@/lib/core/present-error';
import type { Runtime } from '@/lib/core/runtime';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { limits } from '@/lib/shared/limits';
import { realtimePath } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { signOfLifeMs, silenceMs, watchSilence } from '@/lib/shared/realtime-silence';
import type { AccountsPort } from './accounts-port';
import { classListEvents, followClassLists } from './class-list-events';
import { courseEvents, leaveCourses } from './course-events';
import { followBus } from './follow-bus';
import { followCourses } from './follow-courses';
import { createGate, type EngineConnection } from './gate';
import { handshakeLocale } from './handshake';
import { leaveLogs, logEvents } from './log-events';
import { nodeEvents } from './node-events';
import { leaveAllObserved, observeEvents } from './observe-events';
import { createDispatcher } from './on-event';
import { panelAccounts } from './panel-accounts';
import { userRoom } from './rooms';
import { createSocketSession, type RealtimeServer, type RealtimeSocket, type SocketSession } from './socket-session';
import { leaveTerminals, terminalEvents } from './terminal-events';
import { followUsage, usageEvents } from './usage-events';

export interface Realtime {
  /** Pages that are connected now. */
  connections(): number;
  /** Disconnects everybody and stops listening to the bus. The HTTP server stays as it is. */
  close(): Promise<void>;
}

/** Tabs one person may have open; each costs a little memory for as long as it stays. */
const socketsPerUser = 40;

/**
 * Puts the socket door on the panel's HTTP server, at `realtimePath` and nowhere else. Whoever owns the server's `upgrade`
 * event refuses every other path. WebSocket, and HTTP long polling for pages behind a proxy that blocks it; one gate for both.
 * @param accounts who is signed in; left out except in tests.
 */
export function attachRealtime(server: HttpServer, runtime: Runtime, accounts: AccountsPort = panelAccounts(runtime)): Realtime {
  const log = runtime.log.child({ part: 'realtime' });
  const sessions = new Set<SocketSession>();
  const io: RealtimeServer = new Server({
    path: realtimePath,
    serveClient: false,
    parser: realtimeParser,
    transports: ['websocket', 'polling'],
    allowUpgrades: false,
    destroyUpgrade: false,
    maxHttpBufferSize: limits.bodyMaxBytes,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: signOfLifeMs,
    // Never of use: the engine takes only the answer to its ping for a sign of life, and on a slow line that waits behind output.
    pingTimeout: 10 * silenceMs,
    connectTimeout: 10_000,
    // connectionStateRecovery stays off: re-attaching a terminal needs no help of it, and every connection says who it is.
  });
  const gate = createGate({ accounts, origins: runtime.env.origins, log });
  const follower = followBus(io, runtime, accounts, sessions);
  const endCourses = followCourses(io, runtime, sessions);
  const endClassLists = followClassLists(io, runtime);
  const endUsage = followUsage(io, runtime);
  const dispatch = createDispatcher(
    runtime,
    [...nodeEvents, ...courseEvents, ...classListEvents, ...terminalEvents, ...observeEvents, ...logEvents, ...usageEvents],
    follower.review,
  );

  const admitted = new WeakMap<RealtimeSocket, SocketSession>();

  io.use((socket, next) => {
    admit(socket).then(
      (refused) => next(refused ?? undefined),
      (error: unknown) => {
        log.error({ error }, 'A socket could not be admitted.');
        next(refusal(socket, 'internal'));
      },
    );
  });
  io.on('connection', (socket) => {
    const session = admitted.get(socket);
    if (session) serve(session);
    else socket.disconnect(true);
  });

  /** Who is this? @returns why not, null when they may come in. */
  async function admit(socket: RealtimeSocket): Promise<Error | null> {
    const actor = await accounts.authenticate(socket.handshake.headers.cookie);
    if (!actor) return refusal(socket, 'unauthenticated');
    if ([...sessions].filter((s) => s.userId === actor.id).length >= socketsPerUser) return refusal(socket, 'rate_limited');
    socket.data.userId = actor.id;
    gate.admitted((socket.conn as unknown as EngineConnection).id, actor.id);
    const onRefused = (): void => follower.sessionRefused(actor.id);
    const nowMs = (): number => performance.now();
    admitted.set(
      socket,
      createSocketSession({ socket, actor, locale: handshakeLocale(socket.handshake), runtime, accounts, nowMs, onRefused }),
    );
    return null;
  }

  function serve(session: SocketSession): void {
    const { socket } = session;
    sessions.add(session);
    const gone = runtime.presence.connected(session.userId);
    void socket.join(userRoom(session.userId));
    // One listener for everything that comes: no event can be added past the wrapper.
    socket.onAny((event: string, ...args: unknown[]) => dispatch(session, event, args));
    socket.on('disconnect', () => {
      sessions.delete(session);
      gone();
      leaveTerminals(runtime, session);
      leaveAllObserved(runtime, session);
      leaveLogs(session);
      leaveCourses(runtime, session);
    });
  }

  io.attach(server);
  io.engine.use(gate.check);
  io.engine.on('connection', (connection: EngineConnection) => {
    gate.opened(connection);
    const silence = watchSilence(() => connection.close(true));
    connection.on('packet', silence.heard);
    connection.on('close', silence.stop);
  });
  return {
    connections: () => sessions.size,
    async close() {
      follower.stop();
      endCourses();
      endClassLists();
      endUsage();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** The page gets the code and a text in its language as `data` of the connection error. */
function refusal(socket: RealtimeSocket, code: ErrorCode): Error {
  return Object.assign(new Error(code), { data: { code, message: errorText(handshakeLocale(socket.handshake), code) } });
}

import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { AppError } from '@/lib/core/errors';
import type { Actor } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import type { Locale } from '@/lib/shared/common';
import type { ClientToServerEvents, ServerToClientEvents } from '@/lib/shared/realtime';
import type { ClassListName } from '@/lib/shared/class-lists';
import type { TerminalViewer } from '@/lib/features/terminals/terminals';
import type { AccountsPort } from './accounts-port';
import { createTokenBucket, type TokenBucket } from './token-bucket';

/** Ids alone: who this is and what they may do is loaded, never remembered on the socket. */
interface SocketData {
  userId: string;
}
export type RealtimeServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type RealtimeSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** How long a loaded actor is believed when nothing says that it changed: another process may have changed it. */
const actorMaxAgeMs = 5_000;

/** Asking is for people and pages; keys, sizes and acknowledgements come as fast as a terminal makes them. */
const rates = { ask: { capacity: 120, perSecond: 30 }, hot: { capacity: 20_000, perSecond: 10_000 } };

/** A student's terminal that a tab of their class's staff looks on at. */
interface ObservedTerminal {
  classId: string;
  userId: string;
  observer: TerminalViewer;
}

/** What one browser tab holds at this door. */
export interface SocketSession {
  readonly socket: RealtimeSocket;
  readonly userId: string;
  readonly locale: Locale;
  readonly address: string | null;
  readonly buckets: Record<'ask' | 'hot', TokenBucket>;
  readonly viewers: Map<string, TerminalViewer>;
  /** Terminals of students it looks on at. */
  readonly observed: Map<string, ObservedTerminal>;
  readonly follows: Map<string, { nodeId: string; stop: () => void }>;
  /** Nodes asked for one by one. */
  readonly watched: Set<string>;
  /** Nodes followed as members of a set the page asked for: of a class, by its id, or `all` it may read. Members change with the register. */
  readonly watchedSets: Map<string, Set<string>>;
  /** Classes whose lessons this tab shows to one of their students. */
  readonly lessons: Set<string>;
  /** Classes whose board it shows. */
  readonly boards: Set<string>;
  /** Lists of classes that it shows, by their rooms. */
  readonly classLists: Map<string, { classId: string; list: ClassListName }>;
  /** Rooms of what containers use that it shows, each with its node. */
  readonly usage: Map<string, string>;
  /** Work that was asked for and is not answered yet. */
  inFlight: number;
  /** How often this tab was refused for its rate. */
  overRate: number;
  /** Hot events that wait for the actor, in order; null when nothing waits. */
  hotQueue: Promise<void> | null;
  /** How many of them wait. */
  hotQueued: number;
  readonly gone: boolean;
  /** The actor as of now, null when it has to be loaded first. */
  knownActor(): Actor | null;
  /** The Cookie header it came with. */
  readonly cookie: string | undefined;
  /**
   * @param asked false for a check by the panel itself, see {@link AccountsPort.authenticateAll}
   * @throws AppError `unauthenticated` when the session no longer counts; the socket is then disconnected.
   */
  actor(asked?: boolean): Promise<Actor>;
  /** Whose its cookie was when somebody else looked, in `readIn` of {@link generation}. As {@link actor} otherwise. */
  learn(actor: Actor | null, readIn: number): void;
  /** Grows whenever what is known of the actor stopped counting. */
  readonly generation: number;
  /** Something about this user changed: what is known no longer counts. */
  forgetActor(): void;
  ctx(actor: Actor, requestId: string): Ctx;
}

export function createSocketSession(options: {
  socket: RealtimeSocket;
  actor: Actor;
  locale: Locale;
  runtime: Runtime;
  accounts: AccountsPort;
  nowMs: () => number;
  /** The cookie no longer counts; the socket was disconnected. */
  onRefused: () => void;
}): SocketSession {
  const { socket, runtime, accounts, nowMs } = options;
  const cookie = socket.handshake.headers.cookie;
  // Written by the panel's server over whatever was sent (lib/doors/http): behind a proxy the socket's own peer is the proxy.
  const said = socket.handshake.headers['x-berth-peer'];
  const address = (typeof said === 'string' && said) || socket.handshake.address || null;
  let known: { actor: Actor; at: number } | null = { actor: options.actor, at: nowMs() };
  let generation = 0;
  let loading: Promise<Actor> | null = null;

  const knownActor = (): Actor | null => (known && nowMs() - known.at < actorMaxAgeMs ? known.actor : null);

  /** @throws AppError `unauthenticated` */
  function take(actor: Actor | null): Actor {
    // The cookie may by now belong to somebody else's sign-in: this socket was opened for one person only.
    if (!actor || actor.id !== socket.data.userId) {
      socket.disconnect(true);
      options.onRefused();
      throw new AppError('unauthenticated');
    }
    known = { actor, at: nowMs() };
    return actor;
  }

  async function load(asked: boolean): Promise<Actor> {
    for (;;) {
      const startedIn = generation;
      const [actor] = asked ? [await accounts.authenticate(cookie)] : await accounts.authenticateAll([cookie]);
      // Changed again while it was loaded: what was read may be from before.
      if (startedIn === generation || !actor) return take(actor ?? null);
    }
  }

  return {
    socket,
    userId: options.actor.id,
    locale: options.locale,
    address,
    buckets: { ask: createTokenBucket(rates.ask, nowMs), hot: createTokenBucket(rates.hot, nowMs) },
    viewers: new Map(),
    observed: new Map(),
    follows: new Map(),
    watched: new Set(),
    watchedSets: new Map(),
    lessons: new Set(),
    boards: new Set(),
    classLists: new Map(),
    usage: new Map(),
    inFlight: 0,
    overRate: 0,
    hotQueue: null,
    hotQueued: 0,
    get gone() {
      return !socket.connected;
    },
    knownActor,
    async actor(asked = true) {
      const actor = knownActor();
      if (actor) return actor;
      loading ??= load(asked).finally(() => {
        loading = null;
      });
      return loading;
    },
    cookie,
    learn(actor, readIn) {
      if (readIn !== generation) return;
      generation += 1;
      take(actor);
    },
    get generation() {
      return generation;
    },
    forgetActor() {
      known = null;
      generation += 1;
    },
    ctx: (actor, requestId) => ({ ...runtime, actor, requestId, address }),
  };
}

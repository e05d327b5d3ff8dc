import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { listNodeIdsFor } from '@/lib/features/nodes/list-node-ids';
import type { Actor } from '@/lib/core/policy/policy';
import type { Runtime } from '@/lib/core/runtime';
import { createCoalescer } from '@/lib/shared/coalesce';
import { eventsShown } from '@/lib/shared/docker-event-kinds';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import type { JobDto } from '@/lib/shared/jobs';
import { nodeTopics } from '@/lib/shared/realtime';
import type { AccountsPort } from './accounts-port';
import { reviewClassLists } from './class-list-events';
import { reviewCourses } from './course-events';
import { createJobNews } from './job-news';
import { reviewRooms } from './node-events';
import { reviewObserved } from './observe-events';
import { isRefusal } from './on-event';
import { createOwnJobs } from './own-jobs';
import { nodeOfRoom, nodeRoom, userRoom } from './rooms';
import type { RealtimeServer, SocketSession } from './socket-session';
import { reviewUsage } from './usage-events';

/** Between two rounds over all sockets: finds sessions that ran out, and changes another process made to an account. */
const sweepPauseMs = 4_000;
/** How many of them are looked up by one query. */
const sweptAtOnce = 100;
/** Least time between two events of one operation, ms: each makes every page that shows it fetch it again. */
const operationPauseMs = 400;
/** Least time between two messages about what a node's Docker does, ms: a container that restarts in a loop tells of it without an end. */
const happenedPauseMs = 250;

export interface BusFollower {
  /** A session of this person no longer counts: do their terminals? */
  sessionRefused(userId: string): void;
  /** Makes what this tab holds agree with what its actor may have now. */
  review(session: SocketSession): Promise<unknown>;
  stop(): void;
}

/** Passes events of the bus to the rooms, and takes from tabs what their users may no longer have. */
export function followBus(
  io: RealtimeServer,
  runtime: Runtime,
  accounts: AccountsPort,
  sessions: ReadonlySet<SocketSession>,
): BusFollower {
  const { bus, log } = runtime;
  const operations = createCoalescer<string, readonly string[]>({
    pauseMs: operationPauseMs,
    merge: (held, rooms) => [...new Set([...held, ...rooms])],
    // One call for all rooms: a tab in several of them hears it once.
    deliver: (operationId, rooms) => void io.to([...rooms]).emit('operation:changed', { operationId }),
  });
  const happened = createCoalescer<string, readonly DockerEventDto[]>({
    pauseMs: happenedPauseMs,
    leadMs: 0,
    merge: (held, events) => [...held, ...events].slice(-eventsShown),
    deliver: (nodeId, events) => void io.to(nodeRoom(nodeId)).emit('node:events', { nodeId, events: [...events] }),
  });
  const ownJobs = createOwnJobs(runtime, sessions);
  const jobNews = createJobNews(sessions);
  const underReview = new Map<SocketSession, 'running' | 'again'>();
  let state: 'running' | 'stopped' = 'running';
  let sweepTimer: NodeJS.Timeout | null = null;

  function inBackground(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => log.error({ error }, `${what} failed.`));
  }

  /** Who is this tab's actor now? Disconnects it when nobody's. */
  async function review(session: SocketSession): Promise<Actor | null> {
    session.forgetActor();
    try {
      const actor = await session.actor(false);
      const ctx = session.ctx(actor, runtime.newId());
      await reviewCourses(ctx, session);
      await reviewClassLists(ctx, session);
      await reviewObserved(ctx, session);
      await reviewUsage(ctx, session);
      await announce(session, await reviewRooms(ctx, session));
      return actor;
    } catch (error) {
      if (!isRefusal(error)) {
        log.error({ userId: session.userId, error }, 'The rights of a tab could not be checked, so it was disconnected.');
        session.socket.disconnect(true);
      }
      return null;
    }
  }

  /** Nodes a tab begins to follow: the page hears of them as of any change. */
  async function announce(session: SocketSession, nodeIds: string[]): Promise<void> {
    for (const nodeId of nodeIds) {
      const actor = await session.actor();
      const node = await getNodeFor(session.ctx(actor, runtime.newId()), nodeId, 'node.read');
      const { state: nodeState, revision } = runtime.fleet.status(node.id);
      session.socket.emit('node:changed', {
        nodeId: node.id,
        name: node.name,
        state: nodeState,
        topics: [...nodeTopics],
        revision,
      });
    }
  }

  /** A person's rights changed: every tab of theirs is checked, then their terminals, also those no tab looks at. */
  async function reviewUser(userId: string): Promise<void> {
    ownJobs.forget();
    await Promise.all([...sessions].filter((s) => s.userId === userId).map(review));
    await reviewTerminals(userId);
  }

  async function reviewTerminals(userId: string): Promise<void> {
    if (runtime.terminals.list(userId).length === 0) return;
    const allowed = await terminalNodes(userId).catch((error: unknown) => {
      log.error({ userId, error }, "A person's terminals could not be checked, so they were ended.");
      return new Set<string>();
    });
    runtime.terminals.revoke(userId, (terminal) => allowed.has(terminal.nodeId));
  }

  async function terminalNodes(userId: string): Promise<Set<string>> {
    const actor = await accounts.loadActor(userId);
    if (!actor) return new Set();
    return new Set(await listNodeIdsFor({ ...runtime, actor, requestId: runtime.newId(), address: null }, 'terminal.open'));
  }

  /**
   * A node changed in the register, perhaps its class: whoever follows a class or all nodes may follow others now, and whoever is in the
   * node's room may have no more business there.
   */
  function reviewFollowers({ nodeId }: { nodeId: string }): void {
    ownJobs.forget(nodeId);
    for (const session of sessions) {
      const follows = [...session.follows.values()].some((follow) => follow.nodeId === nodeId);
      const isIdle = session.watchedSets.size === 0 && session.observed.size === 0 && session.usage.size === 0;
      if (isIdle && !session.watched.has(nodeId) && !follows) continue;
      inBackground('Following the register', reviewOnce(session));
    }
  }

  /** Of many changes at once (an import) a tab is reviewed after the first and after the last. */
  async function reviewOnce(session: SocketSession): Promise<void> {
    if (underReview.has(session)) {
      underReview.set(session, 'again');
      return;
    }
    do {
      underReview.set(session, 'running');
      await review(session);
    } while (underReview.get(session) === 'again');
    underReview.delete(session);
  }

  /** Its terminals end by themselves: the fleet lets go of the connection they run over. */
  function onNodeDeleted(nodeId: string): void {
    ownJobs.forget(nodeId);
    io.in(nodeRoom(nodeId)).socketsLeave(nodeRoom(nodeId));
    for (const session of sessions) {
      session.watched.delete(nodeId);
      for (const set of session.watchedSets.values()) set.delete(nodeId);
    }
  }

  function onJobChanged(job: JobDto): void {
    jobNews.tell(job);
    inBackground('Telling of a job', ownJobs.tell(job));
  }

  /** Some sockets after others, so that many tabs cost the database little at a time. */
  async function sweep(): Promise<void> {
    const all = [...sessions];
    for (let from = 0; from < all.length && state === 'running'; from += sweptAtOnce) {
      const some = all.slice(from, from + sweptAtOnce).filter(({ gone }) => !gone);
      const readIn = some.map(({ generation }) => generation);
      try {
        const actors = await accounts.authenticateAll(some.map(({ cookie }) => cookie));
        for (const [index, session] of some.entries()) learn(session, actors[index] ?? null, readIn[index] ?? 0);
      } catch (error) {
        log.warn({ userIds: some.map(({ userId }) => userId), error }, 'Sessions could not be checked.');
      }
    }
  }

  function learn(session: SocketSession, actor: Actor | null, readIn: number): void {
    try {
      session.learn(actor, readIn);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  function scheduleSweep(): void {
    sweepTimer = setTimeout(() => {
      inBackground(
        'Checking the sessions',
        sweep().finally(() => state === 'running' && scheduleSweep()),
      );
    }, sweepPauseMs).unref();
  }

  /** A node's room begins with the first tab that looks at it and ends with the last. */
  function onRoom(room: string, watched: boolean): void {
    const nodeId = nodeOfRoom(room);
    if (nodeId === null) return;
    runtime.health.watch(nodeId, watched);
    runtime.fleet.watch(nodeId, watched);
  }
  const { adapter } = io.of('/');
  const onRoomMade = (room: string): void => onRoom(room, true);
  const onRoomEmpty = (room: string): void => onRoom(room, false);
  adapter.on('create-room', onRoomMade);
  adapter.on('delete-room', onRoomEmpty);

  const subscriptions = [
    bus.subscribe('node.changed', (event) => void io.to(nodeRoom(event.nodeId)).emit('node:changed', event)),
    bus.subscribe('node.sampled', (event) => void io.to(nodeRoom(event.nodeId)).emit('node:health', event)),
    bus.subscribe('docker.happened', ({ nodeId, event }) => happened.push(nodeId, [event])),
    bus.subscribe('job.changed', onJobChanged),
    bus.subscribe('doctor.changed', (report) => void io.to(nodeRoom(report.nodeId)).emit('doctor:changed', report)),
    bus.subscribe('root-login.changed', (event) => void io.to(nodeRoom(event.nodeId)).emit('root-login:changed', event)),
    bus.subscribe('operation.changed', ({ operationId, nodeIds, createdById }) =>
      operations.push(operationId, [...nodeIds.map(nodeRoom), ...(createdById === null ? [] : [userRoom(createdById)])]),
    ),
    bus.subscribe('access.changed', ({ userId }) => inBackground('Checking rights', reviewUser(userId))),
    bus.subscribe('node.updated', reviewFollowers),
    bus.subscribe('node.deleted', ({ nodeId }) => onNodeDeleted(nodeId)),
  ];
  scheduleSweep();

  return {
    sessionRefused: (userId) => inBackground('Checking terminals', reviewTerminals(userId)),
    review,
    stop() {
      state = 'stopped';
      for (const unsubscribe of subscriptions) unsubscribe();
      adapter.off('create-room', onRoomMade);
      adapter.off('delete-room', onRoomEmpty);
      operations.stop();
      happened.stop();
      jobNews.stop();
      if (sweepTimer) clearTimeout(sweepTimer);
    },
  };
}

import type { QueryClient } from '@tanstack/react-query';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import {
  onConnected,
  onDoctorChanged,
  onJobsChanged,
  onNodeChanged,
  onNodeHealth,
  onOperationChanged,
  onOwnJobChanged,
  onReconnected,
  onWatching,
  onRootLoginChanged,
} from '@/app/_api/live';
import { onNodeEvents } from '@/app/_api/live-events';
import {
  onNodeSwapped,
  onAnnounced,
  onBoardChanges,
  onClassListChanges,
  onCourseChanged,
  onHandChanged,
  onStepChanged,
} from '@/app/_api/live-course';
import { onContainerStats, onNodeUsage } from '@/app/_api/live-usage';
import { createWatches, type WatchTarget } from './watches';
import type { Ack, ClientToServerEvents, ServerToClientEvents } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { pollingHeader, realtimePath } from '@/lib/shared/realtime-path';
import { watchSilence } from '@/lib/shared/realtime-silence';

export type PanelSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * `connecting`: not yet once; `online`; `lost`: was online, is tried again with growing pauses; `refused`: the panel answers
 * and does not let this session in.
 */
type RealtimeStatus = 'connecting' | 'online' | 'lost' | 'refused';
export interface RealtimeState {
  status: RealtimeStatus;
  /** When it was lost, milliseconds since the epoch. */
  since: number | null;
  socket: PanelSocket | null;
}

export interface RealtimeConnection {
  open(): void;
  close(): void;
  subscribe(listener: (state: RealtimeState) => void): () => void;
  /** Counts watchers: a node or class is watched as long as somebody on the page watches it, and again after a reconnect. */
  watch(target: WatchTarget): () => void;
}

/** Between the first answers to a watch and one refetch for all of them. */
const settleMs = 60;
/** How long one way to connect is given, in ms. */
const connectMs = 10_000;

/**
 * @param client what the page holds of the API; changed nodes and jobs are written and invalidated there.
 * @param loadClient socket.io's client is loaded when the connection is opened: the page does not wait for it
 */
export function createConnection(
  client: QueryClient,
  loadClient: () => Promise<{ io: (options: Partial<ManagerOptions & SocketOptions>) => PanelSocket }> = () =>
    import('socket.io-client'),
): RealtimeConnection {
  const listeners = new Set<(state: RealtimeState) => void>();
  let state: RealtimeState = { status: 'connecting', since: null, socket: null };
  let wanted = false;
  let seenOnline = false;
  let settleTimer: ReturnType<typeof setTimeout> | undefined;

  function set(change: Partial<RealtimeState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  }

  /** Once for all nodes that are watched. */
  function settle(): void {
    clearTimeout(settleTimer);
    settleTimer = setTimeout(() => onWatching(client), settleMs);
  }

  const watches = createWatches((verb, target, done) => {
    const answered = (ack: Ack<unknown>) => done(ack.ok ? 'yes' : ack.error.code === 'rate_limited' ? 'busy' : 'no');
    // What is known already comes with the answer.
    const withNow =
      <T>(on: (client: QueryClient, now: T) => void) =>
      (ack: Ack<T | null>) => {
        if (ack.ok && ack.value !== null) on(client, ack.value);
        answered(ack);
      };
    if ('stats' in target)
      state.socket?.emit(`stats:${verb}`, { node: target.node, container: target.stats }, withNow(onContainerStats));
    else if ('usage' in target) state.socket?.emit(`usage:${verb}`, { node: target.usage }, withNow(onNodeUsage));
    else if ('node' in target) state.socket?.emit(`node:${verb}`, target, answered);
    else if ('lessons' in target) state.socket?.emit(`lesson:${verb}`, { class: target.lessons }, answered);
    else if ('board' in target) state.socket?.emit(`board:${verb}`, { class: target.board }, answered);
    else if ('list' in target) state.socket?.emit(`class-list:${verb}`, target, answered);
    else state.socket?.emit(`class:${verb}`, target, answered);
  }, settle);

  function wire(socket: PanelSocket): void {
    socket.on('connect', () => {
      const again = seenOnline;
      seenOnline = true;
      set({ status: 'online', since: null });
      watches.connected();
      if (again) onReconnected(client);
      else onConnected(client);
    });
    socket.on('disconnect', (reason) => {
      watches.disconnected();
      if (!wanted) return;
      set({ status: 'lost', since: Date.now() });
      // The panel cut it, because rights changed: ask once more; whoever may not come in is told so.
      if (reason === 'io server disconnect') socket.connect();
    });
    socket.on('connect_error', () => {
      // Inactive: the panel refused the session itself, and trying again would not help.
      set(
        socket.active ? { status: seenOnline ? 'lost' : 'connecting', since: state.since ?? Date.now() } : { status: 'refused' },
      );
    });
    socket.on('node:changed', (event) => onNodeChanged(client, event));
    socket.on('node:health', (event) => onNodeHealth(client, event));
    socket.on('node:events', (event) => onNodeEvents(client, event));
    socket.on('jobs:changed', (jobs) => onJobsChanged(client, jobs));
    socket.on('own-job:changed', (job) => onOwnJobChanged(client, job));
    socket.on('root-login:changed', (event) => onRootLoginChanged(client, event));
    socket.on('operation:changed', ({ operationId }) => onOperationChanged(client, operationId));
    socket.on('doctor:changed', (report) => onDoctorChanged(client, report));
    socket.on('step:changed', (event) => onStepChanged(client, event));
    socket.on('class:announced', ({ classId }) => onAnnounced(client, classId));
    socket.on('hand:changed', ({ classId }) => onHandChanged(client, classId));
    socket.on('course:changed', ({ classId }) => onCourseChanged(client, classId));
    socket.on('node:swapped', ({ classId }) => onNodeSwapped(client, classId));
    socket.on('board:changes', (changes) => onBoardChanges(client, changes));
    socket.on('container:stats', (now) => onContainerStats(client, now));
    socket.on('node:usage', (usage) => onNodeUsage(client, usage));
    socket.on('class-list:changes', (changes) => onClassListChanges(client, changes));
  }

  async function load(): Promise<void> {
    const { io } = await loadClient();
    if (!wanted || state.socket) return;
    const socket = io({
      path: realtimePath,
      parser: realtimeParser,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      upgrade: false,
      extraHeaders: { [pollingHeader]: '1' },
      timeout: connectMs,
      autoConnect: false,
      reconnectionDelayMax: 10_000,
    });
    wire(socket);
    socket.io.on('error', ({ message }) => {
      // Neither let through nor refused: some proxies leave a WebSocket hanging.
      if (message === 'timeout' && socket.io.opts.tryAllTransports) socket.io.opts.transports = ['polling', 'websocket'];
    });
    socket.io.on('open', () => {
      const { engine } = socket.io;
      // WebSocket is let through here: a connection that is lost later is lost for another reason, and comes back as one.
      if (engine.transport.name === 'websocket')
        Object.assign(socket.io.opts, { transports: ['websocket'], tryAllTransports: false });
      const silence = watchSilence(() => engine.close());
      engine.on('packet', silence.heard);
      engine.on('close', silence.stop);
    });
    set({ socket });
    socket.connect();
  }

  return {
    open() {
      wanted = true;
      if (state.socket) state.socket.connect();
      else void load();
    },
    close() {
      wanted = false;
      clearTimeout(settleTimer);
      state.socket?.disconnect();
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
    watch(target) {
      watches.add(target);
      return () => watches.remove(target);
    },
  };
}

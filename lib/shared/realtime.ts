import { z } from 'zod';
import type { BoardChanges, BoardDto } from './board';
import { type ClassListChanges, classListNameSchema } from './class-lists';
import { idSchema, nodeRefSchema, timestampSchema } from './common';
import type { NodeUsage, StatsNow } from './container-usage';
import { containerRefSchema, type LogLine } from './containers';
import type { HealthSample } from './health';
import type { StepProgressDto } from './courses';
import type { DockerEventDto } from './docker-events';
import type { DoctorReport } from './doctor';
import type { JobDto } from './jobs';
import { limits } from './limits';
import type { NodeState, RootLoginStage } from './nodes';
import type { RootLoginObservation, RootLoginTrouble } from './root-login';

export { realtimePath } from './realtime-path';

/** What every event answers its sender. */
export type Ack<T> =
  | { ok: true; value: T }
  | { ok: false; error: { code: string; message: string; requestId: string; evidence?: string } };

export const watchNodeSchema = z.object({ node: nodeRefSchema });
export const watchNodesSchema = z.object({});
/** One's own lessons of a class, for its students. */
export const watchLessonSchema = z.object({ class: idSchema });
export const watchBoardSchema = z.object({ class: idSchema });
export const watchClassSchema = z.object({ class: idSchema });
export const watchClassListSchema = z.object({ class: idSchema, list: classListNameSchema });

const colsSchema = z.number().int().min(2).max(limits.terminalColsMax);
const rowsSchema = z.number().int().min(1).max(limits.terminalRowsMax);
export const terminalIdSchema = z.string().regex(/^[a-f0-9]{32}$/);

export const openTerminalSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('host'),
    node: nodeRefSchema,
    /** `login`: the login user's shell on a connection of its own, where the class begins; left out: whoever the panel is there. */
    as: z.literal('login').optional(),
    cols: colsSchema,
    rows: rowsSchema,
  }),
  z.object({
    kind: z.literal('exec'),
    node: nodeRefSchema,
    container: containerRefSchema,
    /** argv; when left out, bash or else sh. */
    command: z.array(z.string().min(1).max(4096)).min(1).max(32).optional(),
    cols: colsSchema,
    rows: rowsSchema,
  }),
  /** The terminal that the container was created with. */
  z.object({
    kind: z.literal('attach'),
    node: nodeRefSchema,
    container: containerRefSchema,
    /** What it has printed since it was made comes first: as if one had been there when it was run. */
    fromStart: z.boolean().optional(),
    cols: colsSchema,
    rows: rowsSchema,
  }),
]);
export type OpenTerminal = z.infer<typeof openTerminalSchema>;
/** `afterSeq`: the number of the last byte the browser has (0 for none); what came later is sent again from the ring. */
export const attachTerminalSchema = z.object({
  id: terminalIdSchema,
  afterSeq: z.number().int().min(0),
  cols: colsSchema,
  rows: rowsSchema,
});
export const terminalInputSchema = z.object({
  id: terminalIdSchema,
  data: z.instanceof(Uint8Array).refine((d) => d.byteLength <= limits.terminalInputMaxBytes),
  /** The terminal emulator says it and nobody typed it: where several pages show one terminal, one of them is heard. */
  answer: z.boolean().optional(),
});
export const terminalResizeSchema = z.object({ id: terminalIdSchema, cols: colsSchema, rows: rowsSchema });
export const terminalAckSchema = z.object({ id: terminalIdSchema, seq: z.number().int().min(0) });
export const terminalRefSchema = z.object({ id: terminalIdSchema });
/** A student's terminals on the nodes of a class, for its staff. */
export const listStudentTerminalsSchema = z.object({ class: idSchema, student: idSchema });
/** Looks on at one of them, and writes nothing. `afterSeq` as for attaching. */
export const observeTerminalSchema = listStudentTerminalsSchema.extend({
  id: terminalIdSchema,
  afterSeq: z.number().int().min(0),
});
/** Without a node: all of one's own, wherever they are. */
export const listTerminalsSchema = z.object({ node: nodeRefSchema.optional() });
export const followLogsSchema = z.object({
  node: nodeRefSchema,
  container: containerRefSchema,
  tail: z.number().int().min(0).max(limits.logTailMax).default(limits.logTailLines),
  /** Of those lines what is not older, by the node's clock: a page that was cut off goes on where it was. */
  since: timestampSchema.optional(),
  /** Likewise what is not older than so many minutes; beside `since` it says nothing. */
  minutes: z.number().int().min(1).max(limits.logMinutesMax).optional(),
});
export const watchStatsSchema = z.object({ node: nodeRefSchema, container: containerRefSchema });
export const watchUsageSchema = z.object({ node: nodeRefSchema });
export const logRefSchema = z.object({ id: z.string().regex(/^[a-f0-9]{32}$/) });

export interface TerminalDto {
  id: string;
  kind: 'host' | 'exec' | 'attach';
  /** `login`: opened as the login user whoever the panel is on the node. */
  as?: 'login';
  nodeId: string;
  nodeName: string;
  containerId: string | null;
  containerName: string | null;
  /** Who the shell was opened as on the node, or null inside a container. */
  loginUser: string | null;
  state: 'open' | 'closed';
  createdAt: string;
}
/** From the byte after this one on, a terminal had this size. */
export interface TerminalSize {
  afterSeq: number;
  cols: number;
  rows: number;
}
/**
 * `startSeq`: the number of the first byte in the replay minus one; greater than `afterSeq` when the ring lost some. `lastSeq`: the number
 * of the last byte written so far: what `replay` leaves out up to it follows as `terminal:output`, as it is acknowledged. `sizes`: which size the terminal had from `startSeq` on, in order.
 */
export interface AttachedTerminal {
  terminal: TerminalDto;
  startSeq: number;
  lastSeq: number;
  sizes: TerminalSize[];
  replay: Uint8Array;
  /** Names of those who look on now. */
  observers: string[];
}
/**
 * Why a terminal ended: the shell exited, the node was lost, somebody closed it, it idled, its container or the node's Docker stopped,
 * access was taken. `detached`: nothing ended but this look at it.
 */
export type TerminalEnd =
  | 'exited'
  | 'node_lost'
  | 'closed'
  | 'expired'
  | 'container_stopped'
  | 'docker_stopped'
  | 'detached'
  | 'access_revoked';

/** Why following a log ended: nothing more comes, it cannot be read, Docker or the node is gone, or nobody wants it any more. */
export type LogEnd = 'container_stopped' | 'unreadable' | 'docker_stopped' | 'node_lost' | 'failed' | 'closed';

/** The members of a set of nodes when it was asked for. */
export interface WatchedSet {
  nodes: Array<{ nodeId: string; revision: number }>;
}

export interface ClientToServerEvents {
  'node:watch': (input: z.input<typeof watchNodeSchema>, ack: (a: Ack<{ nodeId: string; revision: number }>) => void) => void;
  'node:unwatch': (input: z.input<typeof watchNodeSchema>, ack: (a: Ack<null>) => void) => void;
  /** Everything this user may read, now and later: a node that is added or assigned meanwhile is followed too. */
  'nodes:watch': (input: z.input<typeof watchNodesSchema>, ack: (a: Ack<WatchedSet>) => void) => void;
  'nodes:unwatch': (input: z.input<typeof watchNodesSchema>, ack: (a: Ack<null>) => void) => void;
  /** The nodes of a class, now and later: one message in place of one for each node. */
  'class:watch': (input: z.input<typeof watchClassSchema>, ack: (a: Ack<WatchedSet>) => void) => void;
  'class:unwatch': (input: z.input<typeof watchClassSchema>, ack: (a: Ack<null>) => void) => void;
  /** How one's own steps in a class stand, what is announced, and one's raised hand. While it is watched, its open lesson is looked at. */
  'lesson:watch': (input: z.input<typeof watchLessonSchema>, ack: (a: Ack<null>) => void) => void;
  'lesson:unwatch': (input: z.input<typeof watchLessonSchema>, ack: (a: Ack<null>) => void) => void;
  /** The board of a class, for staff: what it is now, and then its changes. */
  'board:watch': (input: z.input<typeof watchBoardSchema>, ack: (a: Ack<BoardDto>) => void) => void;
  'board:unwatch': (input: z.input<typeof watchBoardSchema>, ack: (a: Ack<null>) => void) => void;
  /** The containers or the images of all nodes of a class, for staff: which list its changes go on from. */
  'class-list:watch': (input: z.input<typeof watchClassListSchema>, ack: (a: Ack<{ epoch: string; v: number }>) => void) => void;
  'class-list:unwatch': (input: z.input<typeof watchClassListSchema>, ack: (a: Ack<null>) => void) => void;
  'terminal:open': (input: z.input<typeof openTerminalSchema>, ack: (a: Ack<AttachedTerminal>) => void) => void;
  /**
   * The answer goes out before any output that follows it: take `replay` in the answer's callback itself, not after an
   * `await`, or output of the same network packet comes first.
   */
  'terminal:attach': (input: z.input<typeof attachTerminalSchema>, ack: (a: Ack<AttachedTerminal>) => void) => void;
  /**
   * In the order sent. The answer comes when the program has taken enough: who pastes much waits for it before the next
   * piece, who types need not ask for it.
   */
  'terminal:input': (input: z.input<typeof terminalInputSchema>, ack?: (a: Ack<null>) => void) => void;
  'terminal:resize': (input: z.input<typeof terminalResizeSchema>, ack?: (a: Ack<null>) => void) => void;
  'terminal:ack': (input: z.input<typeof terminalAckSchema>, ack?: (a: Ack<null>) => void) => void;
  /** The page shows this terminal no longer, but stays connected: it must not hold up the program. */
  'terminal:detach': (input: z.input<typeof terminalRefSchema>, ack?: (a: Ack<null>) => void) => void;
  /** Ends the shell. Leaving the page does not: the terminal stays for `terminalDetachedMs`. */
  'terminal:close': (input: z.input<typeof terminalRefSchema>, ack: (a: Ack<null>) => void) => void;
  'terminal:list': (input: z.input<typeof listTerminalsSchema>, ack: (a: Ack<{ items: TerminalDto[] }>) => void) => void;
  'student-terminals:list': (
    input: z.input<typeof listStudentTerminalsSchema>,
    ack: (a: Ack<{ items: TerminalDto[] }>) => void,
  ) => void;
  /** Output follows as after `terminal:attach`, and is acknowledged and left in the same way. Its owner sees who looks on. */
  'terminal:observe': (input: z.input<typeof observeTerminalSchema>, ack: (a: Ack<AttachedTerminal>) => void) => void;
  'logs:follow': (input: z.input<typeof followLogsSchema>, ack: (a: Ack<{ id: string }>) => void) => void;
  'logs:unfollow': (input: z.input<typeof logRefSchema>, ack: (a: Ack<null>) => void) => void;
  /** What one container uses: how it is now, and then each second. It is left by the id that the answer names. */
  'stats:watch': (input: z.input<typeof watchStatsSchema>, ack: (a: Ack<StatsNow>) => void) => void;
  'stats:unwatch': (input: z.input<typeof watchStatsSchema>, ack: (a: Ack<null>) => void) => void;
  /** CPU and memory of all containers of a node that run: what is known now, and then at the pace of the node. */
  'usage:watch': (input: z.input<typeof watchUsageSchema>, ack: (a: Ack<NodeUsage>) => void) => void;
  'usage:unwatch': (input: z.input<typeof watchUsageSchema>, ack: (a: Ack<null>) => void) => void;
}

/** What a change of a node may be about: how it is, each of its lists, and its networks and volumes, which no list holds. */
export const nodeTopics = ['state', 'containers', 'images', 'networks', 'volumes'] as const;
export type NodeTopic = (typeof nodeTopics)[number];

/** What changed, not how: the browser refetches through the API, where the policy is applied again. */
export interface NodeChanged {
  nodeId: string;
  name: string;
  state: NodeState;
  topics: NodeTopic[];
  revision: number;
}

/**
 * The root login of a node moved. `observation` is what the shell of a guided terminal does right now and lives in this event alone; null when
 * this is not about a shell.
 */
export interface RootLoginChanged {
  nodeId: string;
  stage: RootLoginStage;
  reason: { code: string; detail: string | null } | null;
  observation: RootLoginObservation | null;
  trouble: RootLoginTrouble | null;
}

/** A student has another node in place of one: their pages go on there. */
export interface NodeSwapped {
  classId: string;
  userId: string;
  from: string;
  to: string;
}

export interface ServerToClientEvents {
  'node:changed': (event: NodeChanged) => void;
  /** The reader's own node is another now. */
  'node:swapped': (event: NodeSwapped) => void;
  /** One sample, every few seconds while somebody watches the node. */
  'node:health': (event: { nodeId: string; sample: HealthSample }) => void;
  /** What happened in a node's Docker, the oldest first. */
  'node:events': (event: { nodeId: string; events: DockerEventDto[] }) => void;
  'root-login:changed': (event: RootLoginChanged) => void;
  /** Of all nodes that the tab follows. */
  'jobs:changed': (jobs: JobDto[]) => void;
  /** One of the reader's own, on whichever node, to each tab of theirs. Its progress only where the tab does not watch the node. */
  'own-job:changed': (job: JobDto) => void;
  /** An examination so far, or its end: it comes whole, so a later one replaces an earlier one. */
  'doctor:changed': (report: DoctorReport) => void;
  /** Work on many nodes moved: whoever shows it fetches it again, where the policy is applied again. */
  'operation:changed': (event: { operationId: string }) => void;
  /** One of the reader's own steps was judged, in their language. */
  'step:changed': (event: StepProgressDto & { classId: string }) => void;
  /** Something was announced or taken back: fetched again, since it may not be for this reader. */
  'class:announced': (event: { classId: string }) => void;
  /** One's own hand, or for staff one of the class: fetched again. */
  'hand:changed': (event: { classId: string }) => void;
  /** Another course, another version, or lessons were opened. */
  'course:changed': (event: { classId: string }) => void;
  /** At most each 100 ms, to those who watch the board. */
  'board:changes': (event: BoardChanges) => void;
  /** At most each 100 ms, to those who watch the list. */
  'class-list:changes': (event: ClassListChanges) => void;
  /** `seq` is the number of the last byte of `data` in this terminal's output, counted from 1. */
  'terminal:output': (event: { id: string; seq: number; data: Uint8Array }) => void;
  'terminal:ended': (event: { id: string; reason: TerminalEnd; exitCode: number | null }) => void;
  /** To those who look on: from the byte after `afterSeq` on it has this size. */
  'terminal:sized': (event: TerminalSize & { id: string }) => void;
  /** To the owner: who looks on now. */
  'terminal:observed': (event: { id: string; names: string[] }) => void;
  'logs:lines': (event: { id: string; lines: LogLine[] }) => void;
  'logs:ended': (event: { id: string; reason: LogEnd }) => void;
  /** To those who watch the container. A tab that takes no more is not sent a sample: the next one is a second away. */
  'container:stats': (event: StatsNow) => void;
  /** To those who watch the usage of the node; likewise. */
  'node:usage': (event: NodeUsage) => void;
}

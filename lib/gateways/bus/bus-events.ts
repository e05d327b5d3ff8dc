import type { Action } from '@/lib/core/policy/policy';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import type { ProgressChanged } from '@/lib/features/progress/progress';
import type { DockerEventDto } from '@/lib/shared/docker-events';
import type { DoctorReport } from '@/lib/shared/doctor';
import type { HealthSample } from '@/lib/shared/health';
import type { JobDto } from '@/lib/shared/jobs';
import type { NodeChanged, NodeSwapped, RootLoginChanged } from '@/lib/shared/realtime';

/**
 * Which listeners an event is for. `local`: those of the process that publishes it. `everybody`: those of every process of the panel, once
 * a bus between processes exists; until then there is one process (docs/decisions/001-one-process.md), and both are delivered alike.
 */
type BusScope = 'local' | 'everybody';

/** An event as it is declared below. The payload exists for the compiler only. */
interface Declared<S extends BusScope, Payload> {
  readonly scope: S;
  readonly payload?: Payload;
}

const local = <Payload>(): Declared<'local', Payload> => ({ scope: 'local' });
const everybody = <Payload>(): Declared<'everybody', Payload> => ({ scope: 'everybody' });

/** What was done on a node, by Docker's events or in a terminal of the panel's. */
export interface SeenDeed {
  kind: 'container' | 'image' | 'terminal';
  action: string;
  id: string | null;
  name: string | null;
  image: string | null;
  exitCode: number | null;
  /** By the node's clock, ms since 1970. */
  atMs: number;
}

/**
 * Every event of the bus: its scope, its payload, and why it has this scope. Named `noun.past-verb`; published after the change is stored.
 * A node is connected by one process, while the tabs that show it may be connected to any: what tabs are told is for everybody, and each
 * process passes it to its own tabs. Payloads for everybody are JSON, since they leave the process.
 */
export const busEvents = {
  /** The process that holds the connection publishes; tabs of every process show the node. */
  'node.changed': everybody<NodeChanged>(),
  /** An event of a node's Docker as it came, for the log of the process that holds the connection; `other`/`subscribed`: from here on none is missed. */
  'docker.told': local<{ nodeId: string; event: DockerEvent }>(),
  /** A deed is in the log of this process, which also judges the steps it may change. */
  'deed.seen': local<{ nodeId: string; deed: SeenDeed }>(),
  /** Keys that detach from a container were typed in a terminal of this process. */
  'terminal.detach-keys': local<{ nodeId: string; terminalId: string }>(),
  /** A terminal of this process has printed something, at most each 100 ms: steps are judged where the node is connected. */
  'terminal.printed': local<{ nodeId: string }>(),
  /** A line was entered in a terminal of this process: what the node's Docker tells next may come of it. */
  'terminal.entered': local<{ nodeId: string; userId: string }>(),
  /** Somebody may do this to a node, and begins: what its Docker tells next may come of it. Not of reads. */
  'action.allowed': local<{ nodeId: string; actor: { id: string; name: string }; action: Action; requestId: string }>(),
  /** What somebody did is over: its request was answered. */
  'action.ended': local<{ requestId: string }>(),
  /** An event of a node's Docker that its timeline shows, with whom it is by: pages of every process show it. */
  'docker.happened': everybody<{ nodeId: string; event: DockerEventDto }>(),
  /** A terminal of this process has ended, however it did. `detachedFrom`: the id of the container it was attached to, where that goes on. */
  'terminal.ended': local<{ nodeId: string; terminalId: string; detachedFrom: string | null }>(),
  /** A node was added or edited: the process that holds its connection reconnects, and every process checks what its tabs follow. */
  'node.updated': everybody<{ nodeId: string }>(),
  /** Every process drops the node's room and what it remembers of the node. */
  'node.deleted': everybody<{ nodeId: string }>(),
  /** This process found a report in the database that another one, such as the command line, has stored. Each process reads by itself. */
  'node.examined': local<{ nodeId: string }>(),
  /** Sampled over the connection, so by the process that holds it; tabs of every process show it. */
  'node.sampled': everybody<{ nodeId: string; sample: HealthSample }>(),
  /** A job runs in one process; tabs of every process show its progress. The doctor of the process that holds the node checks it again. */
  'job.changed': everybody<JobDto>(),
  /** The doctor found something, or is done: in the process that holds the connection, shown by tabs of every process. */
  'doctor.changed': everybody<DoctorReport>(),
  /** The stage of a node's root login changed, or a guided shell was observed: in one process, shown by tabs of every process. */
  'root-login.changed': everybody<RootLoginChanged>(),
  /**
   * A job of the operation changed, or the operation itself was cancelled or has ended. `nodeIds`: whose rooms are told, in every process.
   * `createdById`: where the operation itself changed, who began it, who is told wherever they are.
   */
  'operation.changed': everybody<{ operationId: string; nodeIds: string[]; createdById: string | null }>(),
  /** A page attached to a guided shell (again): what was observed is published once more, by the process that runs the terminal. */
  'guided-shell.attached': local<{ nodeId: string }>(),
  /** A step of a student was judged, or changed by somebody, and is stored: boards and pages of every process show it. */
  'progress.changed': everybody<ProgressChanged>(),
  /** Another course of a class, another version, or what is open of it: pages of every process. */
  'course.changed': everybody<{ classId: string }>(),
  /** Something was announced to a class, or taken back: pages of every process. */
  'class.announced': everybody<{ classId: string }>(),
  /** A student has another node in place of one: where their lesson is judged, and in their tabs, of every process. */
  'node.swapped': everybody<NodeSwapped>(),
  /** A hand was raised, taken, answered or let down: boards and pages of every process. */
  'hand.changed': everybody<{ classId: string; userId: string }>(),
  /** The first page of somebody was opened, or their last was closed: boards of every process. */
  'presence.changed': everybody<{ userId: string; online: boolean }>(),
  /** Roles, enrolments, assignments or the account changed: every process checks the tabs and terminals it has of this user. */
  'access.changed': everybody<{ userId: string }>(),
} satisfies Record<string, Declared<BusScope, unknown>>;

/** The payload of each event. */
export type BusEvents = {
  [K in keyof typeof busEvents]: (typeof busEvents)[K] extends Declared<BusScope, infer Payload> ? Payload : never;
};

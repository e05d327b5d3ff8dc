import type { Audit } from '@/lib/features/audit/audit';
import type { Bus } from '@/lib/gateways/bus/bus';
import type { DeedLog } from '@/lib/features/checks/deed-log';
import type { Courses } from '@/lib/features/courses/courses';
import type { ClassRegistry } from '@/lib/features/class-registry/create-class-registry';
import type { Db } from '@/lib/gateways/db/db';
import type { EventLog } from '@/lib/features/docker-events/create-event-log';
import type { Doctor } from '@/lib/features/doctor/doctor';
import type { Env } from '@/lib/core/env';
import type { Health } from '@/lib/features/health/health';
import type { Jobs } from '@/lib/features/jobs/jobs';
import type { Logger } from '@/lib/core/log';
import type { Fleet } from '@/lib/fleet/fleet';
import type { Actor } from '@/lib/core/policy/policy';
import type { Queues } from '@/lib/core/queues';
import type { RateLimits } from '@/lib/core/rate-limits';
import type { LayerReaders } from '@/lib/features/layers/layer-readers';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import type { Locale } from '@/lib/shared/common';
import type { Boards } from '@/lib/features/board/boards';
import type { ClassLists } from '@/lib/features/class-lists/class-lists';
import type { ContainerUsage } from '@/lib/features/container-usage/container-usage';
import type { Progress } from '@/lib/features/progress/progress';
import type { Presence } from '@/lib/features/presence/presence';
import type { Terminals } from '@/lib/features/terminals/terminals';

/**
 * Everything that lives. Made once, in `server.ts`, and reached from route handlers, server components and sockets through
 * {@link getRuntime} alone: each module may exist up to three times in the process, so a module-level singleton would not
 * be shared (docs/decisions/001-one-process.md).
 */
export interface Runtime {
  env: Env;
  log: Logger;
  db: Db;
  bus: Bus;
  keyring: Keyring;
  audit: Audit;
  fleet: Fleet;
  /** What nodes reach as localhost:5000. */
  classRegistry: ClassRegistry;
  health: Health;
  doctor: Doctor;
  jobs: Jobs;
  terminals: Terminals;
  courses: Courses;
  /** Judges what students do. */
  progress: Progress;
  boards: Boards;
  /** Containers and images of all nodes of a class. */
  classLists: ClassLists;
  /** What containers use, while somebody looks. */
  containerUsage: ContainerUsage;
  /** Who has a page open. */
  presence: Presence;
  /** How often each caller may call. */
  rates: RateLimits;
  /** Work that must not run beside itself. */
  queues: Queues;
  layerReaders: LayerReaders;
  /** What was done on each node. */
  deedLog: DeedLog;
  /** What happened in each node's Docker, and by whom. */
  eventLog: EventLog;
  /** Signs sessions. */
  authSecret: string;
  now(): Date;
  /** 24 lower-case letters and digits, random. */
  newId(): string;
}

/** What a feature function gets: the living things plus who asks. */
export interface Ctx extends Runtime {
  actor: Actor;
  /** Names this request in the log and in problem details. */
  requestId: string;
  /** The peer's address, for the audit. */
  address: string | null;
  /** The language of whoever asks, where the door knows it. */
  locale?: Locale;
}

const slot = Symbol.for('berth.runtime');
type Holder = { [slot]?: Runtime };

export function setRuntime(runtime: Runtime): void {
  (globalThis as Holder)[slot] = runtime;
}

/** @throws Error when nothing was started: only `server.ts` and the command line tools start a runtime. */
export function getRuntime(): Runtime {
  const runtime = (globalThis as Holder)[slot];
  if (!runtime) throw new Error('No runtime: start the panel with `npm start`, not with `next start`.');
  return runtime;
}

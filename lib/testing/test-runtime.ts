import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Env } from '@/lib/core/env';
import { AppError } from '@/lib/core/errors';
import { createQueues } from '@/lib/core/queues';
import { createRateLimits } from '@/lib/core/rate-limits';
import type { Runtime } from '@/lib/core/runtime';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createEventLog } from '@/lib/features/docker-events/create-event-log';
import { createDeedLog } from '@/lib/features/checks/deed-log';
import { createCourses } from '@/lib/features/courses/create-courses';
import { createClassRegistry } from '@/lib/features/class-registry/create-class-registry';
import { createJobs } from '@/lib/features/jobs/create-jobs';
import { createBoards } from '@/lib/features/board/create-boards';
import { createClassLists } from '@/lib/features/class-lists/create-class-lists';
import { createContainerUsage } from '@/lib/features/container-usage/create-container-usage';
import { createProgress } from '@/lib/features/progress/create-progress';
import { type Judge, judgeOf } from '@/lib/features/progress/judge';
import { createPresence } from '@/lib/features/presence/create-presence';
import { createLayerReaders } from '@/lib/features/layers/layer-readers';
import { createTerminals } from '@/lib/features/terminals/create-terminals';
import type { TerminalLimits } from '@/lib/features/terminals/terminal-limits';
import type { Fleet } from '@/lib/fleet/fleet';
import { createBus } from '@/lib/gateways/bus/bus';
import { createDb } from '@/lib/gateways/db/create-db';
import { createKeyring } from '@/lib/gateways/secrets/create-keyring';
import { newId } from './factories';
import { nodeNetworksOf } from '@/lib/gateways/ssh/node-networks';
import { createHealthDouble } from './health-double';
import { createMemoryLog, type MemoryLog } from './memory-log';
import { copyMigrated } from './migrated-database';
import { makeDirectory } from './temporary-directory';

/** A runtime with a database of its own in a directory of its own. */
export interface TestRuntime {
  runtime: Runtime;
  log: MemoryLog;
  /** Stops everything in the order the panel does, and deletes the directory. */
  stop(): Promise<void>;
}

export interface TestRuntimeOptions {
  /** The contents of the database; empty with every migration where not given. */
  database?: Uint8Array;
  /** The port of the panel's own address. */
  port?: number;
  terminalLimits?: Partial<TerminalLimits>;
  /** Looks at nodes for courses; real looks where not given. */
  judge?: Judge;
  /** What a test brings itself: the fleet, and what it replaces of the rest. */
  parts: (
    base: Omit<
      Runtime,
      'fleet' | 'deedLog' | 'eventLog' | 'classRegistry' | 'progress' | 'boards' | 'classLists' | 'containerUsage'
    >,
  ) => Partial<Runtime> & { fleet: Fleet };
}

/**
 * The one way to a runtime in tests: a real database, bus, keyring, audit, jobs and terminals. Every node is calm, the doctor reaches
 * none, and a bus listener that throws fails what published.
 */
export async function startTestRuntime(options: TestRuntimeOptions): Promise<TestRuntime> {
  const { database, port = 3000, terminalLimits, parts } = options;
  const directory = await makeDirectory('test');
  const file = path.join(directory, 'berth.db');
  if (database) await writeFile(file, database);
  else await copyMigrated(file);
  const db = await createDb(`file:${file}`);
  const log = createMemoryLog();
  const now = () => new Date();
  const bus = createBus((error) => {
    throw error;
  });
  const env = envOf(directory, file, port);
  const terminals = createTerminals({
    ...{ now, log, ...(terminalLimits && { limits: terminalLimits }) },
    onDetachKeys: ({ nodeId, id }) => bus.publish('terminal.detach-keys', { nodeId, terminalId: id }),
    onEntered: ({ nodeId }, userId) => bus.publish('terminal.entered', { nodeId, userId }),
    onEnd: ({ nodeId, id }) => bus.publish('terminal.ended', { nodeId, terminalId: id, detachedFrom: null }),
    onPrinted: ({ nodeId }) => bus.publish('terminal.printed', { nodeId }),
  });
  const base = {
    ...{ env, log, db, bus, now, newId, authSecret: env.authSecret ?? '' },
    rates: createRateLimits(),
    queues: createQueues(),
    layerReaders: createLayerReaders(),
    presence: createPresence({ db, bus, log, now }),
    keyring: createKeyring(`1:${randomBytes(32).toString('base64')}`),
    audit: createAudit({ db, log, now, newId }),
    health: createHealthDouble(),
    doctor: {
      examine: () => Promise.reject(new AppError('node_unreachable')),
      underWay: () => null,
      stop: async () => {},
    },
    jobs: createJobs({ db, bus, log, now, newId }),
    terminals,
    courses: createCourses({ db, log, now, folder: path.join(directory, 'courses') }),
  } satisfies Omit<
    Runtime,
    'fleet' | 'deedLog' | 'eventLog' | 'classRegistry' | 'progress' | 'boards' | 'classLists' | 'containerUsage'
  >;
  const made = parts(base);
  const deedLog = createDeedLog({ fleet: made.fleet, bus, log, hasShell: (nodeId) => terminals.hasShell(nodeId) });
  const classRegistry = createClassRegistry({ ...base, fleet: made.fleet, networks: nodeNetworksOf(env) });
  const eventLog = createEventLog({ ...base, fleet: made.fleet });
  const looked = { ...base, deedLog, eventLog, classRegistry, ...made };
  const judge = options.judge ?? judgeOf(looked);
  const progress = createProgress({ ...looked, judge, registryOf: classRegistry.of });
  const runtime: Runtime = {
    ...{ progress, boards: createBoards(looked), classLists: createClassLists(looked) },
    ...{ containerUsage: createContainerUsage(looked), ...looked },
  };
  return {
    runtime,
    log,
    async stop() {
      runtime.deedLog.stop();
      runtime.eventLog.stop();
      runtime.containerUsage.stop();
      runtime.classLists.stop();
      runtime.boards.stop();
      await runtime.presence.stop();
      await runtime.progress.stop();
      await runtime.terminals.stop();
      await runtime.jobs.stop();
      await runtime.doctor.stop();
      await runtime.fleet.stop();
      await runtime.audit.stop();
      await db.$disconnect();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function envOf(directory: string, file: string, port: number): Env {
  const origin = `http://localhost:${port}`;
  return {
    mode: 'test',
    host: '127.0.0.1',
    port,
    origin,
    origins: [origin, `http://127.0.0.1:${port}`],
    dataDir: directory,
    databaseUrl: `file:${file}`,
    authSecret: randomBytes(32).toString('hex'),
    masterKeys: undefined,
    // Fake nodes listen on loopback.
    nodeNetworks: ['0.0.0.0/0', '::/0'],
    trustedProxies: [],
    auditDays: 365,
    logLevel: 'silent',
  };
}

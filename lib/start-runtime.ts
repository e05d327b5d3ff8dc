import { randomInt } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAudit } from '@/lib/features/audit/create-audit';
import { createCourses } from '@/lib/features/courses/create-courses';
import { createBus } from '@/lib/gateways/bus/bus';
import { createClassRegistry } from '@/lib/features/class-registry/create-class-registry';
import { createDb } from '@/lib/gateways/db/create-db';
import { createDeedLog } from '@/lib/features/checks/deed-log';
import { createEventLog } from '@/lib/features/docker-events/create-event-log';
import { createDoctor } from '@/lib/features/doctor/create-doctor';
import type { Env } from '@/lib/core/env';
import { createQueues } from '@/lib/core/queues';
import { createRateLimits } from '@/lib/core/rate-limits';
import { createBoards } from '@/lib/features/board/create-boards';
import { createClassLists } from '@/lib/features/class-lists/create-class-lists';
import { createContainerUsage } from '@/lib/features/container-usage/create-container-usage';
import { createProgress } from '@/lib/features/progress/create-progress';
import { judgeOf } from '@/lib/features/progress/judge';
import { createPresence } from '@/lib/features/presence/create-presence';
import { createLayerReaders } from '@/lib/features/layers/layer-readers';
import { createHealth } from '@/lib/features/health/create-health';
import { createJobs } from '@/lib/features/jobs/create-jobs';
import { openKeyring } from '@/lib/features/keys/open-keyring';
import { createLogger } from '@/lib/core/log';
import { createFleet } from '@/lib/fleet/create-fleet';
import { recoverOperations } from '@/lib/features/provision/recover-operations';
import type { Runtime } from '@/lib/core/runtime';
import { resumeRootLogins } from '@/lib/features/root-login/root-login';
import { loadOrCreateSecret } from '@/lib/gateways/secrets/master-keys';
import { nodeNetworksOf } from '@/lib/gateways/ssh/node-networks';
import { createTerminals } from '@/lib/features/terminals/create-terminals';

/** The folder of package.json. */
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** 24 lower-case letters and digits, random. */
export const newId = (): string => Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join('');

export interface StartedRuntime {
  runtime: Runtime;
  /** Ends everything in the reverse order of its start. */
  stop(): Promise<void>;
}

/**
 * Builds all living things, in order: database → keys → audit → bus → fleet → health → jobs → terminals → doctor → courses → progress →
 * presence → boards → lists of classes → usage of containers.
 * @throws Error for the console when the master keys are not those of this database.
 * @param options.connect false for command line tools, which leave the nodes to the panel.
 */
export async function startRuntime(env: Env, { connect = true } = {}): Promise<StartedRuntime> {
  const log = createLogger(env.logLevel);
  const now = () => new Date();
  const db = await createDb(env.databaseUrl);
  const keyring = await openKeyring(db, env);
  const authSecret = loadOrCreateSecret(env.dataDir, 'auth.secret', env.authSecret);
  const audit = createAudit({ db, log, now, newId, retentionDays: env.auditDays });
  const bus = createBus((error, event) => log.error({ error, event }, 'a listener of the bus failed'));
  const networks = nodeNetworksOf(env);
  const forwardOf = (nodeId: string) => classRegistry.forwardOf(nodeId);
  const fleet = createFleet({ db, bus, keyring, audit, log, now, networks, forwardOf });
  const classRegistry = createClassRegistry({ db, keyring, fleet, log, now, networks });
  const health = createHealth({ fleet, bus, log, now });
  const jobs = createJobs({ db, bus, log, now, newId });
  const terminals = createTerminals({
    now,
    log,
    onDetachKeys: ({ nodeId, id }) => bus.publish('terminal.detach-keys', { nodeId, terminalId: id }),
    onEntered: ({ nodeId }, userId) => bus.publish('terminal.entered', { nodeId, userId }),
    onEnd: ({ nodeId, id, containerId }, reason) =>
      bus.publish('terminal.ended', { nodeId, terminalId: id, detachedFrom: reason === 'detached' ? containerId : null }),
    onPrinted: ({ nodeId }) => bus.publish('terminal.printed', { nodeId }),
  });
  const deedLog = createDeedLog({ fleet, bus, log, hasShell: (nodeId) => terminals.hasShell(nodeId) });
  const eventLog = createEventLog({ fleet, bus, db, log, now });
  const doctor = createDoctor({ db, bus, fleet, log, now, followsWork: connect });
  const courses = createCourses({ db, log, now, folder: path.join(root, 'courses') });
  const layerReaders = createLayerReaders();
  const judge = judgeOf({ fleet, terminals, layerReaders, deedLog, now });
  const progress = createProgress({ db, bus, log, now, newId, fleet, courses, judge, registryOf: classRegistry.of });
  const presence = createPresence({ db, bus, log, now });
  const boards = createBoards({ db, bus, log, now, newId, fleet, courses, presence });
  const classLists = createClassLists({ db, bus, log, newId, fleet });
  const containerUsage = createContainerUsage({ bus, log, fleet });
  const runtime: Runtime = {
    ...{ env, log, db, bus, keyring, audit, fleet, health, doctor, jobs, terminals, deedLog, eventLog, courses },
    ...{ classRegistry, rates: createRateLimits(), queues: createQueues(), layerReaders, progress, boards, presence },
    ...{ classLists, containerUsage, authSecret, now, newId },
  };
  if (connect) {
    audit.start();
    presence.start();
    await courses.addBuiltIn();
    await jobs.recover();
    health.start();
    await recoverOperations({ db, now, log });
    await progress.start();
    await fleet.start();
    await resumeRootLogins(runtime);
  }
  return {
    runtime,
    async stop() {
      deedLog.stop();
      eventLog.stop();
      await terminals.stop();
      containerUsage.stop();
      classLists.stop();
      boards.stop();
      await presence.stop();
      await progress.stop();
      await jobs.stop();
      health.stop();
      await doctor.stop();
      await fleet.stop();
      await audit.stop();
      await db.$disconnect();
    },
  };
}

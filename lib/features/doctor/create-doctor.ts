import { createLimit } from '@/lib/core/async/limit';
import { createCoalescer } from '@/lib/shared/coalesce';
import type { Bus } from '@/lib/gateways/bus/bus';
import type { Db } from '@/lib/gateways/db/db';
import { AppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Fleet } from '@/lib/fleet/fleet';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto } from '@/lib/shared/jobs';
import type { DoctorReport } from '@/lib/shared/doctor';
import { findingIds, lightOf } from '@/lib/shared/doctor-light';
import type { Doctor } from './doctor';
import { examine } from './examine';
import { openSubject } from './open-subject';
import { storedReport } from './stored-report';

export interface DoctorDeps {
  db: Db;
  bus: Bus;
  fleet: Fleet;
  log: Logger;
  now(): Date;
  /** Looks again at what was examined before, once work of the panel has changed something there. The command line leaves that to the panel. */
  followsWork?: boolean;
}

/** So many nodes at once; the fleet lets only some of their connects through per address. */
const nodesAtOnce = 16;
const workKinds: ReadonlySet<string> = new Set(['node.provision', 'node.root-login']);

/** Work that is over and has changed something on the node, or tried to. */
function hasChangedNode(job: JobDto): boolean {
  if (!workKinds.has(job.kind) || job.state === 'queued' || job.state === 'running') return false;
  return stepsOfJob(job).some((step) => step.state === 'done' || step.state === 'failed' || step.state === 'undone');
}

/** Least time between two `doctor.changed` of one node, in ms. */
const tellEveryMs = 120;

export function createDoctor(deps: DoctorDeps): Doctor {
  const { db, bus, log } = deps;
  const running = new Map<string, { report: DoctorReport; done: Promise<DoctorReport> }>();
  let stopped = false;

  const limit = createLimit(nodesAtOnce);
  const publish = (report: DoctorReport) => bus.publish('doctor.changed', { ...report, findings: [...report.findings] });
  const progress = createCoalescer<string, DoctorReport>({
    pauseMs: tellEveryMs,
    merge: (_held, report) => report,
    deliver: (_nodeId, report) => publish(report),
  });

  async function run(report: DoctorReport): Promise<DoctorReport> {
    publish(report);
    await limit(async () => {
      if (stopped) throw new AppError('shutting_down');
      const row = await db.node.findUnique({ where: { id: report.nodeId } });
      if (!row) throw new AppError('not_found');
      const subject = await openSubject(deps, row);
      await examine(subject, (finding) => {
        report.findings = [...report.findings, finding].sort((a, b) => findingIds.indexOf(a.id) - findingIds.indexOf(b.id));
        progress.push(report.nodeId, report);
      });
    }).finally(() => progress.take(report.nodeId));
    report.state = 'done';
    report.light = lightOf(report.findings);
    // `updatedAt` stays: nothing of the register changed that a connection would have to follow.
    await db.node.updateMany({
      where: { id: report.nodeId },
      data: { doctorReport: JSON.stringify(report), doctorAt: new Date(report.at) },
    });
    publish(report);
    return report;
  }

  async function start(nodeId: string): Promise<DoctorReport> {
    if (stopped) throw new AppError('shutting_down');
    const row = await db.node.findUnique({ where: { id: nodeId }, select: { name: true } });
    if (!row) throw new AppError('not_found');
    const known = running.get(nodeId);
    if (known) return known.done;
    const report: DoctorReport = {
      nodeId,
      nodeName: row.name,
      at: deps.now().toISOString(),
      state: 'running',
      light: null,
      findings: [],
    };
    const done = run(report)
      .catch((error: unknown) => {
        log.warn({ error, node: row.name }, 'an examination was broken off');
        throw error;
      })
      .finally(() => running.delete(nodeId));
    running.set(nodeId, { report, done });
    return done;
  }

  /** A report of another process: told as if it had just been made here. */
  async function tellStored(nodeId: string): Promise<void> {
    const row = await db.node.findUnique({ where: { id: nodeId }, select: { name: true, doctorReport: true } });
    const report = row && storedReport(row);
    if (report && !running.has(nodeId) && !stopped) bus.publish('doctor.changed', report);
  }
  const forget = bus.subscribe('node.examined', ({ nodeId }) => {
    tellStored(nodeId).catch((error: unknown) => log.error({ error, nodeId }, 'a stored report could not be read'));
  });

  /** What was found before the work is not so any more. A node nobody has examined is left alone. */
  async function examineAgain(nodeId: string): Promise<void> {
    const row = await db.node.findUnique({ where: { id: nodeId }, select: { doctorReport: true } });
    if (!row?.doctorReport || stopped) return;
    // One that is under way began before the work was over.
    await running.get(nodeId)?.done.catch(() => {});
    if (!stopped) await start(nodeId);
  }
  const unfollow = bus.subscribe('job.changed', (job) => {
    if (!deps.followsWork || !hasChangedNode(job)) return;
    examineAgain(job.nodeId).catch((error: unknown) => log.warn({ error, nodeId: job.nodeId }, 'not examined again after work'));
  });

  return {
    examine: start,
    underWay: (nodeId) => running.get(nodeId)?.report ?? null,
    async stop() {
      stopped = true;
      forget();
      unfollow();
      progress.stop();
      // Those that wait for their turn end with `shutting_down`.
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

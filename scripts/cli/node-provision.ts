import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Command } from 'commander';
import { z } from 'zod';
import { getClassByRef } from '@/lib/features/classes/classes';
import { chooseNodes } from '@/lib/features/nodes/choose-nodes';
import { cancelOperation } from '@/lib/features/provision/cancel-operation';
import { getOperation } from '@/lib/features/provision/get-operation';
import { startOperation } from '@/lib/features/provision/start-operation';
import type { Ctx } from '@/lib/core/runtime';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto } from '@/lib/shared/jobs';
import {
  type OperationDetail,
  type StartedOperation,
  type StepId,
  startOperationSchema,
  stepInputSchema,
} from '@/lib/shared/operations';
import { stepIds } from '@/lib/shared/step-ids';
import { withCtx } from './context';

interface Options {
  class?: string;
  steps?: string;
  input?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** What is done when nobody names steps: a node with a Docker that runs. */
const usual: StepId[] = ['docker.install', 'docker.start'];

/** `berth node provision NAME… | --class CLASS`: prepares nodes, from this process. Progress on standard error, the result on standard output. */
export function addNodeProvision(node: Command): void {
  node
    .command('provision')
    .description('Prepare nodes step by step. Idempotent: steps already in place are not changed')
    .argument('[name...]', 'Node names or IDs')
    .option('--class <class>', 'Prepare every node of this class (name or ID), or only the named ones')
    .option('--steps <ids>', `Comma-separated list of steps, in order: ${stepIds.join(', ')}`, usual.join(','))
    .option('--input <file>', 'JSON file with parameters by step: {"docker.daemon-json": {"mirrors": ["http://…"]}, …}')
    .option('--dry-run', 'Show what would change, without changing it')
    .option('--json', 'Output as JSON: {operation, state, dryRun, nodes: [{node, state, steps}], passwords}')
    .action((names: string[], options: Options, command: Command) => {
      if (names.length === 0 && options.class === undefined)
        command.error('error: name nodes, or a class by --class', { exitCode: 2 });
      let steps: unknown[] = [];
      try {
        steps = readSteps(options);
      } catch (error) {
        command.error(`error: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 2 });
      }
      return withCtx((ctx) => run(ctx, names, steps, options));
    });
}

/** The steps with their input. @throws Error that names the step and the field that is wrong */
function readSteps(options: Options): unknown[] {
  const given = options.input ? (JSON.parse(readFileSync(options.input, 'utf8')) as unknown) : {};
  const inputs = z.record(z.string(), z.looseObject({})).parse(given);
  const unknown = Object.keys(inputs).filter((id) => !(stepIds as readonly string[]).includes(id));
  if (unknown.length > 0) throw new Error(`${options.input}: there is no step ${unknown.join(', ')}.`);
  return (options.steps ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean)
    .map((id) => {
      if (!(stepIds as readonly string[]).includes(id)) throw new Error(`There is no step ${id}. Steps: ${stepIds.join(', ')}.`);
      const parsed = stepInputSchema.safeParse({ ...inputs[id], id });
      if (parsed.success) return parsed.data;
      const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new Error(`${id} needs other input (--input): ${issues.join('; ')}`);
    });
}

async function run(ctx: Ctx, names: string[], steps: unknown[], options: Options): Promise<void> {
  const nodes = await takeIn(ctx, names, options.class);
  const input = startOperationSchema.parse({
    kind: 'node.provision',
    steps,
    dryRun: options.dryRun ?? false,
    ...(names.length > 0 && { nodes }),
  });
  const stopTelling = ctx.bus.subscribe('job.changed', createTeller());
  const started = await startOperation(ctx, { ...input, ...(options.class !== undefined && { class: options.class }) });
  const interrupt = () => void cancelOperation(ctx, { operationId: started.id }).catch(() => {});
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const ended = await untilEnded(ctx, started.id);
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
  stopTelling();
  if (options.json) console.log(JSON.stringify(summary(ended, started)));
  else for (const job of ended.jobs) console.log(lineOf(job));
  for (const made of options.json ? [] : started.passwords) console.log(`${made.nodeName}\t${made.user}\t${made.password}`);
  if (ended.state !== 'done') process.exitCode = 1;
}

/** Connections of this process's own to every node that is meant, their jump hosts first. */
async function takeIn(ctx: Ctx, names: string[], cls: string | undefined): Promise<string[]> {
  const classId = cls === undefined ? null : (await getClassByRef(ctx, cls)).id;
  const rows = await chooseNodes(ctx.db, classId, names.length > 0 ? names : undefined);
  for (const row of rows) if (row.jumpNodeId) await ctx.fleet.register(row.jumpNodeId);
  for (const row of rows) await ctx.fleet.register(row.id);
  return rows.map((row) => row.id);
}

async function untilEnded(ctx: Ctx, operationId: string): Promise<OperationDetail> {
  for (;;) {
    let wake = () => {};
    const moved = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const unsubscribe = ctx.bus.subscribe('operation.changed', (event) => event.operationId === operationId && wake());
    const now = await getOperation(ctx, { operationId });
    const running = now.jobs.some((job) => job.state === 'running' || job.state === 'queued');
    if (now.state !== 'running' && !running) {
      unsubscribe();
      return now;
    }
    await moved;
    unsubscribe();
  }
}

/** A line on standard error whenever a step of a node changed its state. */
function createTeller(): (job: JobDto) => void {
  const told = new Map<string, string>();
  return (job) => {
    for (const step of stepsOfJob(job)) {
      const key = `${job.nodeName}\t${step.id}`;
      if (step.state === 'waiting' || told.get(key) === step.state) continue;
      told.set(key, step.state);
      console.error(`${key}\t${step.state}${step.error ? `\t${step.error.code}` : ''}`);
    }
  };
}

const lineOf = (job: JobDto): string =>
  [job.nodeName, job.state, ...stepsOfJob(job).map((step) => `${step.id}=${step.state}`)].join('\t');

function summary(operation: OperationDetail, started: StartedOperation) {
  return {
    operation: operation.id,
    state: operation.state,
    dryRun: operation.dryRun,
    nodes: operation.jobs.map((job) => ({
      node: job.nodeName,
      state: job.state,
      error: job.error,
      steps: stepsOfJob(job).map(({ id, state, detail, error }) => ({ id, state, detail, error })),
    })),
    passwords: started.passwords.map(({ nodeName, user, password }) => ({ node: nodeName, user, password })),
  };
}

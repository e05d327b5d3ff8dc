import { downLab, ensureLab, execOnNode, type Lab, labUsers } from '@/lab/lab';
import type { NodeSpec } from '@/lab/layout';
import { getOperation } from '@/lib/features/provision/get-operation';
import { startOperation } from '@/lib/features/provision/start-operation';
import { createStepNode } from '@/lib/features/provision/step-node';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobStep } from '@/lib/shared/jobs';
import { type OperationDetail, type StartOperation, type StepInput, startOperationSchema } from '@/lib/shared/operations';
import { startFleetPanel } from './fleet-panel';
import { makeShellsNoisy, until } from './test-lab';

export type ProvisionLab = Awaited<ReturnType<typeof startProvisionLab>>;

/**
 * Real nodes with start-up files that print, and what of the panel provisions them, as an administrator. Each node is as a class finds it:
 * the login user, and the root password in the register.
 * @param name of the lab, one for each test file
 * @param prepare runs before the panel connects
 */
export async function startProvisionLab(name: string, nodes: NodeSpec[], prepare: (lab: Lab) => Promise<void> = async () => {}) {
  const ids = new Map<string, string>();
  await downLab(name);
  const lab = await ensureLab({ name, nodes });
  await makeShellsNoisy(name, lab.nodes);
  const panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  const ctx = await panel.admin();
  await prepare(lab);
  const given = { credential: { kind: 'password', password: labUsers.ubuntu }, rootPassword: labUsers.root } as const;
  for (const node of lab.nodes) ids.set(node.name, await panel.register(node, given));

  const registry = () => `${lab.registry.host}:${lab.registry.port}`;
  const inside = async (node: string, script: string): Promise<string> =>
    (await execOnNode(name, node, ['sh', '-c', script], { timeoutMs: 60_000 })).stdout;
  const ended = (id: string) =>
    until(
      'the operation to end',
      () => getOperation(ctx, { operationId: id }),
      (operation) => operation.state !== 'running',
      120_000,
    );
  return {
    lab,
    ctx,
    ids,
    registry,
    inside,
    ended,
    daemonJson: (): StepInput & { id: 'docker.daemon-json' } => ({
      id: 'docker.daemon-json',
      mirrors: [`http://${registry()}`],
      insecureRegistries: [registry()],
      logs: { maxSizeMb: 10, maxFiles: 3 },
      overlay2: true,
    }),
    /** Starts an operation and waits for its end. */
    async run(
      input: Partial<StartOperation> & { kind: StartOperation['kind'] },
      on: string[] = ['node0'],
    ): Promise<OperationDetail> {
      const { id } = await startOperation(ctx, startOperationSchema.parse({ nodes: on, ...input }));
      return ended(id);
    },
    /** For a step by itself. A lock is not waited for. */
    nodeOf: (node: string) =>
      createStepNode(ctx, { id: ids.get(node) ?? '', name: node, loginUser: 'ubuntu' }, new AbortController().signal, {
        lockWaitMs: 0,
      }),
    /** Everything a step could leave on a node: files that changed since a moment ago, beside what a node writes by itself. */
    changedSince: (node: string, mark: string) =>
      inside(
        node,
        `find / -xdev -newer ${mark} -type f ! -path '/proc/*' ! -path '/var/log/*' ! -path '/run/*' ! -path '/tmp/*' ! -path '/var/lib/docker/*' ! -path '/var/lib/containerd/*'`,
      ),
    async stop() {
      await panel.stop();
      await downLab(name);
    },
  };
}

export const stepsOf = (operation: OperationDetail, node = 'node0'): JobStep[] =>
  operation.jobs.filter((job) => job.nodeName === node).flatMap(stepsOfJob);
export const states = (operation: OperationDetail, node = 'node0') => stepsOf(operation, node).map((step) => step.state);

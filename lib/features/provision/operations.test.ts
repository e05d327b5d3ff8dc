import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelJob } from '@/lib/features/jobs/cancel-job';
import { getJob } from '@/lib/features/jobs/get-job';
import { AppError } from '@/lib/core/errors';
import { stepsOfJob } from '@/lib/shared/job-progress';
import { type OperationDetail, type StartOperation, startOperationSchema } from '@/lib/shared/operations';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { RootAccess } from '@/lib/gateways/ssh/root-access';
import { type ApiPanel, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { cancelOperation } from './cancel-operation';
import { getOperation } from './get-operation';
import { listOperations } from './list-operations';
import { recoverOperations } from './recover-operations';
import { resumeOperation } from './resume-operation';
import { startOperation } from './start-operation';

let panel: ApiPanel;
/** What a node says to a command, by its name; a script that hangs never answers. */
let answer: (node: string, command: RemoteCommand, input: string) => Promise<{ code: number; stdout: string }>;

beforeEach(async () => {
  panel = await startApiPanel();
  answer = async () => ({ code: 0, stdout: 'same\n' });
  panel.runtime.fleet.root = async (nodeId) =>
    ({
      way: 'root',
      async run(command: RemoteCommand, options: { input?: string } = {}) {
        const { code, stdout } = await answer(nodeId.slice(0, 5), command, options.input ?? '');
        return { code, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
      },
    }) as unknown as RootAccess;
});
afterEach(() => panel.stop());

const as = (person: Person) => panel.as(person);
const start = async (input: Partial<StartOperation> & { kind: string }, person: Person = 'instructor') =>
  startOperation(await as(person), { ...startOperationSchema.parse(input), class: idOf('classa') });
async function ended(id: string): Promise<OperationDetail> {
  await expect.poll(async () => (await getOperation(await as('instructor'), { operationId: id })).state).not.toBe('running');
  return getOperation(await as('instructor'), { operationId: id });
}
const inputOf = async (id: string) => (await panel.runtime.db.operation.findUniqueOrThrow({ where: { id } })).input;
const rootPassword = {
  kind: 'node.provision',
  steps: [{ id: 'root.password', passwords: { kind: 'same', password: 'plum tree' } }],
};

test('one job for each node of the class, and none for another’s', async () => {
  const { id } = await start(rootPassword as never);
  const operation = await ended(id);
  expect(operation).toMatchObject({ state: 'done', nodes: { total: 2, done: 2, failed: 0 }, resumable: false });
  expect(operation.jobs.map((job) => [job.nodeName, stepsOfJob(job)[0]?.state])).toEqual([
    ['node0', 'ok'],
    ['node1', 'ok'],
  ]);
  expect((await listOperations(await as('instructor'), { class: idOf('classa'), limit: 10 })).items[0]?.id).toBe(id);
  await expect(getOperation(await as('stranger'), { operationId: id })).rejects.toMatchObject({ code: 'not_found' });
  await expect(start({ kind: 'node.reset', nodes: ['node2'] } as never)).rejects.toMatchObject({
    code: 'invalid_input',
    detail: 'node2',
  });
});

test('a password is sealed while it is needed, wiped when it is done, and never in what is shown or audited', async () => {
  let during = '';
  const ids: string[] = [];
  answer = async () => {
    during ||= ids[0] ? await inputOf(ids[0]) : '';
    await expect.poll(() => ids.length).toBe(1);
    return { code: 0, stdout: 'same\n' };
  };
  const started = await start(rootPassword as never);
  during = await inputOf(started.id);
  ids.push(started.id);
  expect(during).not.toContain('plum tree');
  expect(during).toMatch(/"sealed":"v1\./);
  expect(JSON.stringify(await ended(started.id))).not.toContain('plum tree');
  expect(await inputOf(started.id)).toContain('"sealed":null');
  expect(JSON.stringify(await panel.runtime.db.auditEntry.findMany())).not.toContain('plum tree');
});

test('passwords the panel makes are another for each node, and told once', async () => {
  const given = new Map<string, string>();
  answer = async (node, _command, input) => {
    given.set(node, input.split('\n')[1] ?? '');
    return { code: 0, stdout: 'same\n' };
  };
  const started = await start({
    kind: 'node.provision',
    steps: [{ id: 'users.login', passwords: { kind: 'generated' } }],
  } as never);
  expect(started.passwords.map((made) => [made.nodeName, made.user])).toEqual([
    ['node0', 'ubuntu'],
    ['node1', 'ubuntu'],
  ]);
  await ended(started.id);
  for (const made of started.passwords) expect(given.get(made.nodeName)).toBe(made.password);
  expect(new Set(given.values()).size).toBe(2);
  expect(await inputOf(started.id)).not.toContain(started.passwords[0]?.password ?? '?');
});

test('a list without a password for one of the nodes is refused before anything is done, with its name', async () => {
  const steps = [{ id: 'root.password', passwords: { kind: 'each', byNode: { node0: 'a' } } }];
  await expect(start({ kind: 'node.provision', steps } as never)).rejects.toMatchObject({
    code: 'invalid_input',
    detail: 'node1',
  });
  expect(await panel.runtime.db.operation.count({ where: { state: 'running' } })).toBe(0);
});

test('one node that fails holds up no other; going on does only that one, with its password still', async () => {
  let locked = true;
  answer = async (node) => {
    if (node === 'node0' && locked) throw new AppError('node_lost');
    return { code: 0, stdout: 'same\n' };
  };
  const { id } = await start(rootPassword as never);
  expect(await ended(id)).toMatchObject({ state: 'failed', resumable: true, nodes: { done: 1, failed: 1 } });
  locked = false;
  const asked: string[] = [];
  answer = async (node) => {
    asked.push(node);
    return { code: 0, stdout: 'same\n' };
  };
  await resumeOperation(await as('instructor'), { operationId: id });
  expect(await ended(id)).toMatchObject({ state: 'done', nodes: { total: 2, done: 2 } });
  expect(new Set(asked)).toEqual(new Set(['node0']));
  await expect(resumeOperation(await as('instructor'), { operationId: id })).rejects.toMatchObject({ code: 'conflict' });
});

test('sixteen nodes are worked on at once, one that hangs keeps its own place alone, and the others all come to their turn', async () => {
  const { db } = panel.runtime;
  const { name: _, ...like } = await db.node.findUniqueOrThrow({ where: { id: idOf('node0') } });
  const more = Array.from({ length: 38 }, (_, n) => ({ ...like, id: idOf(`more${n}x`), name: `more${n}` }));
  await db.node.createMany({ data: more });
  let inside = 0;
  let most = 0;
  const held: Array<() => void> = [];
  const begun = new Set<string>();
  panel.runtime.fleet.root = async (nodeId) =>
    ({
      async run() {
        begun.add(nodeId);
        most = Math.max(most, ++inside);
        await new Promise<void>((resolve) =>
          held.push(() => {
            inside--;
            resolve();
          }),
        );
        return { code: 0, stdout: Buffer.from('same\n'), stderr: Buffer.alloc(0) };
      },
    }) as unknown as RootAccess;
  const { id } = await start(rootPassword as never);
  await expect.poll(() => inside).toBe(16);
  // The first never answers; each of the others lets the next one in.
  while (begun.size < 40 || inside > 1) {
    await expect.poll(() => held.length).toBeGreaterThan(1);
    held.splice(1, 1)[0]?.();
  }
  expect([most, begun.size]).toEqual([16, 40]);
  expect((await getOperation(await as('instructor'), { operationId: id })).state).toBe('running');
  held[0]?.();
  expect(await ended(id)).toMatchObject({ state: 'done', nodes: { total: 40, done: 40 } });
});

test('after a restart what ran is interrupted, can be gone on with, and its nodes are free', async () => {
  answer = () => new Promise(() => {});
  const { id } = await start(rootPassword as never);
  await expect(start({ kind: 'node.reset', nodes: ['node1'] } as never)).rejects.toMatchObject({ code: 'operation_running' });
  // As if the process had been killed: nobody stored an end.
  await panel.runtime.db.job.updateMany({ where: { operationId: id }, data: { state: 'interrupted' } });
  await recoverOperations(panel.runtime);
  expect(await getOperation(await as('instructor'), { operationId: id })).toMatchObject({
    state: 'interrupted',
    resumable: true,
  });
  answer = async () => ({ code: 0, stdout: 'same\n' });
  await resumeOperation(await as('instructor'), { operationId: id });
  expect(await ended(id)).toMatchObject({ state: 'done' });
});

test('a cancel ends all nodes, and a step that never answers does not keep it', async () => {
  answer = () => new Promise(() => {});
  const { id } = await start(rootPassword as never);
  expect(await cancelOperation(await as('instructor'), { operationId: id })).toMatchObject({ state: 'cancelled' });
  const states = async () => (await getOperation(await as('instructor'), { operationId: id })).jobs.map((job) => job.state);
  await expect.poll(states, { timeout: 15_000 }).toEqual(['cancelled', 'cancelled']);
  await expect.poll(() => inputOf(id)).toContain('"sealed":null');
});

test('a student sees that there was a command on their node, and neither it nor what it said; and does not end it', async () => {
  panel.runtime.fleet.root = async () => {
    throw new AppError('command_failed', { detail: 'exit 1\na secret' });
  };
  const { id } = await start({ kind: 'node.command', command: 'echo a secret' } as never);
  const operation = await ended(id);
  expect(JSON.stringify(operation)).toContain('exit 1\\na secret');
  const jobId = operation.jobs[0]?.id ?? '';
  const seen = await getJob(await as('own'), { jobId });
  expect(seen).toMatchObject({ kind: 'node.command', state: 'failed', error: { code: 'command_failed', detail: null } });
  expect(JSON.stringify(seen)).not.toContain('a secret');
  await expect(cancelJob(await as('own'), { jobId })).rejects.toMatchObject({ code: 'forbidden' });
});

test('of two operations that are started at the same moment on one node one is refused', async () => {
  answer = () => new Promise(() => {});
  const both = await Promise.allSettled([start(rootPassword as never), start(rootPassword as never)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = both.find((one) => one.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'operation_running' });
  const [operation] = (await listOperations(await as('instructor'), { class: idOf('classa'), limit: 10 })).items;
  await cancelOperation(await as('instructor'), { operationId: operation?.id ?? '' });
});

test('what was selected of several nodes is one operation, with the lines of each node; a list says how much it was', async () => {
  const byNode = { node0: ['web'], node1: ['web', 'nobody'] };
  await expect(start({ kind: 'container.control', action: 'stop', byNode: { node2: ['web'] } } as never)).rejects.toMatchObject({
    code: 'invalid_input',
    detail: 'node2',
  });
  expect(startOperationSchema.safeParse({ kind: 'container.control', action: 'stop', byNode: {} }).success).toBe(false);
  panel.touched.length = 0;
  const { id } = await start({ kind: 'container.control', action: 'remove', byNode, names: { nobody: 'web' } } as never);
  const operation = await ended(id);
  expect(operation.state).toBe('done');
  expect(operation.steps).toEqual([{ id: 'containers.control', action: 'remove', count: 3 }]);
  expect(operation.jobs.map((job) => [job.nodeName, stepsOfJob(job)[0]?.detail])).toEqual([
    ['node0', 'docker rm -f web'],
    ['node1', 'docker rm -f web'],
  ]);
  expect(panel.touched.filter((line) => line.includes('containers.remove')).map((line) => line.slice(0, 5))).toEqual([
    'node0',
    'node1',
  ]);
  const [entry] = await panel.runtime.db.auditEntry.findMany({ where: { action: 'operation.run' } });
  expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ action: 'remove', count: 3, nodes: 2 });
});

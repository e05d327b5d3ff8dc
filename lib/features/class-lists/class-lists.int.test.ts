import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, execOnNode, killNode, type LabNode } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { getOperation } from '@/lib/features/provision/get-operation';
import { startOperation } from '@/lib/features/provision/start-operation';
import type { ClassListChanges, ClassListName } from '@/lib/shared/class-lists';
import { stepsOfJob } from '@/lib/shared/job-progress';
import { type StartOperation, startOperationSchema } from '@/lib/shared/operations';
import { buildClass, idOf } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { type TestLab, testLab, until } from '@/lib/testing/test-lab';
import { listClassContainers, listClassImages } from './list-class';

const lab = 'classlists';
const classId = idOf('class');
let t: TestLab;
let panel: FleetPanel;
let ctx: Ctx;
let nodes: LabNode[];
/** Every change that was told. */
const heard: Record<ClassListName, ClassListChanges[]> = { containers: [], images: [] };

beforeAll(async () => {
  t = await testLab(lab);
  nodes = [t.old, t.recent];
  panel = await startFleetPanel({ connectTimeoutMs: 15_000, keepaliveIntervalMs: 1_000 });
  const { db, classLists } = panel.runtime;
  ctx = await panel.admin();
  await buildClass(db, { id: classId });
  for (const node of nodes) {
    const credential = { kind: 'private_key', privateKey: t.privateKey } as const;
    const id = await panel.register(node, { loginUser: 'root', credential, rootPassword: null });
    await db.node.update({ where: { id }, data: { classId } });
    await panel.becomes(id, 'ready');
  }
  for (const list of ['containers', 'images'] as const) classLists.watch(classId, list, (changes) => heard[list].push(changes));
});
afterAll(async () => {
  await panel.stop();
  await downLab(lab);
});

/** As a person types it on the node. */
async function type(node: LabNode, ...words: string[]): Promise<void> {
  const { code, stderr } = await execOnNode(lab, node.name, ['docker', ...words]);
  if (code !== 0) throw new Error(`docker ${words.join(' ')} on ${node.name}: ${stderr}`);
}
const list = async () => {
  const { items, counts, away } = await listClassContainers(ctx, { classId, limit: 50 });
  return { rows: items.map(({ node, name, state }) => `${node} ${name} ${state}`), counts, away };
};
const rows = (wanted: string[]) =>
  until(
    `rows ${wanted.join(', ')}`,
    async () => (await list()).rows,
    (now) => now.join() === wanted.join(),
  );
const named = (state: string, ...names: string[]) =>
  nodes.flatMap(({ name }) => names.map((container) => `${name} ${container} ${state}`)).sort();

/** What each node's job says of its step, once the operation is over. */
async function run(input: Partial<StartOperation> & { kind: string; byNode: Record<string, string[]> }) {
  const { id } = await startOperation(ctx, { ...startOperationSchema.parse(input), class: classId });
  const ended = await until(
    'the operation to end',
    () => getOperation(ctx, { operationId: id }),
    ({ state }) => state !== 'running',
  );
  return ended.jobs.map((job) => {
    const [step] = stepsOfJob(job);
    return [job.nodeName, step?.state, step?.detail, step?.error?.code];
  });
}
const onBoth = (...refs: string[]) => Object.fromEntries(nodes.map(({ name }) => [name, refs]));
const control = (action: string, ...refs: string[]) =>
  run({ kind: 'container.control', action, byNode: onBoth(...refs) } as never);
const both = (...says: unknown[]) => nodes.map(({ name }) => [name, ...says]).sort();

test('what is typed on two real nodes is in the list of their class, and each change is told once', async () => {
  for (const node of nodes)
    for (const name of ['db', 'web']) await type(node, 'run', '-d', '--name', name, 'busybox', 'sleep', '1000000');
  await rows(named('running', 'db', 'web'));
  await until(
    'the images',
    async () =>
      (await listClassImages(ctx, { classId, limit: 50 })).items.map(({ node, tags, containers }) => [node, tags[0], containers]),
    (now) => now.length === 2 && now.every(([, tag, containers]) => tag === 'busybox:latest' && containers === 2),
  );
  const before = heard.containers.length;
  await type(t.old, 'stop', '-t', '0', 'web');
  await until(
    'the stop to be told',
    () =>
      heard.containers.slice(before).flatMap((changes) => changes.rows as Array<{ node: string; name: string; state: string }>),
    (told) => told.at(-1)?.state === 'exited',
  );
  const after = heard.containers.slice(before);
  expect(new Set(after.flatMap(({ rows: some }) => some.map(({ node }) => node)))).toEqual(new Set([t.old.name]));
  expect(heard.containers.map(({ v }) => v)).toEqual(heard.containers.map((_, index) => index + 1));
  expect((await list()).counts).toMatchObject({ total: 4, states: { running: 3, exited: 1 }, nodes: 2 });
});

test('one stop for both nodes: what runs is stopped, what does not is left, and twice changes nothing', async () => {
  expect(await control('stop', 'web', 'db')).toEqual(
    nodes
      .map(({ name }) => [
        name,
        'done',
        name === t.old.name ? 'docker stop db' : expect.stringContaining('docker stop web'),
        undefined,
      ])
      .sort(),
  );
  await rows(named('exited', 'db', 'web'));
  expect(await control('stop', 'web', 'db')).toEqual(both('ok', '', undefined));
  const done = 'docker start none: no such container\ndocker start web';
  expect(await control('start', 'web', 'none')).toEqual(both('done', done, undefined));
  await until('web to run', list, (now) => now.counts.states.running === 2);
});

test('an image that is used stays on each node and is named; once its containers are removed it goes', async () => {
  const remove = () => run({ kind: 'image.remove', byNode: onBoth('busybox:latest') } as never);
  expect(await remove()).toEqual(both('failed', expect.anything(), 'image_in_use'));
  expect(await control('remove', 'web', 'db')).toEqual(both('done', expect.stringContaining('docker rm -f db'), undefined));
  await rows([]);
  expect(await remove()).toEqual(both('done', 'docker rmi busybox:latest', undefined));
  await until(
    'no image',
    async () => (await listClassImages(ctx, { classId, limit: 50 })).counts.total,
    (total) => total === 0,
  );
});

test('a node that dies is one entry with its reason, and the rows of the other stay', async () => {
  for (const node of nodes) await type(node, 'run', '-d', '--name', 'web', 'busybox', 'sleep', '1000000');
  await rows(named('running', 'web'));
  await killNode(lab, t.recent.name);
  const now = await until('the node to be away', list, ({ away }) => away.length > 0);
  expect(now.away).toMatchObject([{ node: t.recent.name, state: 'unreachable' }]);
  expect(now.away[0]?.reason?.code).toMatch(/^node_/);
  expect([now.rows, now.counts]).toEqual([[`${t.old.name} web running`], { total: 1, states: { running: 1 }, nodes: 1 }]);
  expect(heard.containers.at(-1)).toMatchObject({ away: [{ node: t.recent.name }], gone: [] });
});

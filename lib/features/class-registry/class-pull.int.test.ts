import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, labUsers } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { getOperation } from '@/lib/features/provision/get-operation';
import { startOperation } from '@/lib/features/provision/start-operation';
import { classLayers } from '@/lib/shared/class-layers';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { OperationDetail } from '@/lib/shared/operations';
import { startOperationSchema } from '@/lib/shared/operations';
import { newId } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { type GuardedRegistry, startGuardedRegistry } from '@/lib/testing/guarded-registry';
import { oldestAndNewest, until } from '@/lib/testing/test-lab';
import { setClassRegistry } from './class-registry';

const name = 'classpull';
const classId = newId();
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
/** What is outside of the class: each blob that is fetched there is noted. */
let outside: GuardedRegistry;

beforeAll(async () => {
  await downLab(name);
  const [oldest, newest] = await oldestAndNewest();
  lab = await ensureLab({
    name,
    nodes: [
      { ...oldest, store: 'overlay2' },
      { ...newest, store: 'containerd' },
    ],
  });
  panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  ctx = await panel.admin();
  await ctx.db.class.create({ data: { id: classId, name: 'A', createdAt: new Date() } });
  const given = { credential: { kind: 'password', password: labUsers.ubuntu }, rootPassword: labUsers.root } as const;
  const ids: string[] = [];
  for (const node of lab.nodes) {
    const id = await panel.register(node, given);
    await ctx.db.node.update({ where: { id }, data: { classId } });
    await panel.becomes(id, 'ready', 60_000);
    ids.push(id);
  }
  outside = await startGuardedRegistry({ listen: lab.gateway, upstream: lab.registry });
  await setClassRegistry(ctx, { classId, kind: 'address', url: `http://${lab.registry.host}:${lab.registry.port}` });
  for (const id of ids)
    await until(
      'the port to be forwarded',
      () => ctx.fleet.status(id).registryForward,
      (state) => state === 'forwarding',
      90_000,
    );
}, 300_000);
afterAll(async () => {
  outside?.stop();
  await panel?.stop();
  await downLab(name);
});

async function pullEverywhere(image: string, more: { nodes?: string[]; direct?: boolean } = {}): Promise<OperationDetail> {
  const input = startOperationSchema.parse({ kind: 'image.pull', images: [image], ...more });
  const { id: operationId } = await startOperation(ctx, { ...input, class: classId });
  return until(
    'the pull to end',
    () => getOperation(ctx, { operationId }),
    ({ state }) => state !== 'running',
    120_000,
  );
}
const inside = async (node: string, script: string): Promise<string> => {
  const { stdout, stderr } = await execOnNode(name, node, ['sh', '-c', script], { timeoutMs: 60_000 });
  return (stdout + stderr).trim();
};
const short = (line: string) =>
  line
    .replaceAll(outside.host, 'OUTSIDE')
    .replaceAll(outside.host.replace(':', '_'), 'OUTSIDE')
    .replace(/@sha256:[a-f0-9]{64}/, '@DIGEST');

/** Both at once, and each kind of image store as the one that fetches. */
test.each([
  ['alpine', null],
  ['busybox', 'node1'],
  ['ubuntu', 'node0'],
])('%s is fetched once from outside (first by %s), and every node has it under its name', async (of, first) => {
  const image = `${outside.host}/library/${of}:latest`;
  const there = `localhost:5000/class-pull/OUTSIDE/library/${of}`;
  outside.blobs.length = 0;
  const begun = first === null ? [] : [await pullEverywhere(image, { nodes: [first] })];
  const operation = await pullEverywhere(image, first === null ? {} : { nodes: [first === 'node0' ? 'node1' : 'node0'] });
  const jobs = [...begun, operation].flatMap((each) => each.jobs);
  expect(jobs.map(({ state, error }) => error?.detail ?? state)).toEqual(['done', 'done']);
  const commands = jobs.map((job) => stepsOfJob(job)[0]?.detail?.split('\n').map(short));
  expect(commands.sort()).toEqual([
    [`docker pull OUTSIDE/library/${of}:latest`, `docker push ${there}`],
    [`docker pull ${there}@DIGEST`, `docker tag ${there}@DIGEST OUTSIDE/library/${of}:latest`],
  ]);
  expect(outside.blobs.length).toBeGreaterThan(0);
  expect(outside.blobs.length).toBe(new Set(outside.blobs).size);
  for (const node of ['node0', 'node1']) {
    expect(await inside(node, `docker run --rm ${image} echo it runs`)).toBe('it runs');
    expect(await inside(node, "docker images --format '{{.Repository}}:{{.Tag}}' | grep class-pull || true")).toBe('');
  }
  const { layers, failed } = classLayers(jobs);
  expect(failed).toEqual([]);
  expect(layers.length).toBeGreaterThan(0);
  // Docker tells no size of a layer that comes in one piece.
  expect(layers.map(({ nodesDone, doneBytes }) => [nodesDone, doneBytes])).toEqual(
    layers.map(({ nodesWanting, wantedBytes, doneBytes }) => [nodesWanting, wantedBytes ?? doneBytes]),
  );
  // A node that comes later asks the outside for nothing.
  const before = outside.blobs.length;
  await inside('node1', `docker rmi ${image}`);
  expect((await pullEverywhere(image)).state).toBe('done');
  expect(outside.blobs.length).toBe(before);
  expect(await inside('node1', `docker run --rm ${image} echo it runs`)).toBe('it runs');
});

test('asked for, each node pulls by itself', async () => {
  const image = `${outside.host}/library/hello-world:latest`;
  outside.blobs.length = 0;
  const operation = await pullEverywhere(image, { direct: true });
  for (const job of operation.jobs)
    expect(short(stepsOfJob(job)[0]?.detail ?? '')).toBe('docker pull OUTSIDE/library/hello-world:latest');
  expect(outside.blobs.length).toBeGreaterThan(new Set(outside.blobs).size);
});

test('what the outside does not have is said of every node', async () => {
  const operation = await pullEverywhere(`${outside.host}/library/nosuchimage:1`);
  expect(operation.jobs.map(({ error }) => error?.code)).toEqual(['image_not_found', 'image_not_found']);
});

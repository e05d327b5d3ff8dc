import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, labUsers, setSshdOptions } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { createDoctor } from '@/lib/features/doctor/create-doctor';
import { getOperation } from '@/lib/features/provision/get-operation';
import { startOperation } from '@/lib/features/provision/start-operation';
import { startOperationSchema } from '@/lib/shared/operations';
import { type CutProxy, startCutProxy } from '@/lib/testing/cut-proxy';
import { newId } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { oldestAndNewest, until } from '@/lib/testing/test-lab';
import { removeClassRegistry, setClassRegistry } from './class-registry';
import { getRegistryImage, listRegistry, removeRegistryImage } from './registry-images';

const name = 'classreg';
const classId = newId();
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
let proxy: CutProxy;
const ids = new Map<string, string>();

beforeAll(async () => {
  await downLab(name);
  const [oldest, newest] = await oldestAndNewest();
  // The third has the registry of the step.
  lab = await ensureLab({ name, nodes: [oldest, newest, oldest] });
  panel = await startFleetPanel({ connectTimeoutMs: 15_000, keepaliveIntervalMs: 1_000 });
  ctx = await panel.admin();
  await ctx.db.class.create({ data: { id: classId, name: 'A', createdAt: new Date() } });
  const [first] = lab.nodes;
  proxy = await startCutProxy(first?.host ?? '', 22);
  const given = { credential: { kind: 'password', password: labUsers.ubuntu }, rootPassword: labUsers.root } as const;
  for (const node of lab.nodes) {
    // The first over a line that can be cut.
    const at = node === first ? { host: '127.0.0.1', port: proxy.port } : {};
    const id = await panel.register(node, { ...given, ...at });
    await ctx.db.node.update({ where: { id }, data: { classId } });
    ids.set(node.name, id);
  }
  await becomes('node0', 'ready');
  await becomes('node1', 'ready');
  await becomes('node2', 'ready');
}, 300_000);
afterAll(async () => {
  await panel?.stop();
  await proxy?.stop();
  await downLab(name);
});

const id = (node: string) => ids.get(node) ?? '';
const becomes = (node: string, state: 'ready') => panel.becomes(id(node), state);
const forwards = (node: string, state: string) =>
  until(
    `${node} to be ${state}`,
    () => ctx.fleet.status(id(node)).registryForward,
    (now) => now === state,
    90_000,
  );
async function inside(node: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await execOnNode(name, node, ['sh', '-c', script], { timeoutMs: 120_000 });
  return code === 0 ? stdout : `exit ${code}: ${stdout}${stderr}`;
}
/** curl is not on every node: bash speaks as much HTTP as is needed. */
const ask = (node: string, path: string, method = 'GET') =>
  inside(
    node,
    `timeout 20 bash -c 'exec 3<>/dev/tcp/127.0.0.1/5000; printf "${method} ${path} HTTP/1.0\\r\\nHost: localhost:5000\\r\\n\\r\\n" >&3; head -n 1 <&3'`,
  );
const finding = async (node: string) => {
  const report = await createDoctor({ ...ctx }).examine(id(node));
  return report.findings.find(({ id: check }) => check === 'class_registry');
};
const byAddress = () =>
  setClassRegistry(ctx, { classId, kind: 'address', url: `http://${lab.registry.host}:${lab.registry.port}` });

describe.each(['node0', 'node1'])('%s', (node) => {
  test('an image is pushed to localhost:5000 and comes back, by root and by somebody in group docker', async () => {
    await removeClassRegistry(ctx, { classId });
    expect(await finding(node)).toMatchObject({ state: 'ok', reason: 'class_registry_none' });
    await byAddress();
    await forwards(node, 'forwarding');
    await inside(node, 'docker pull alpine; usermod -aG docker ubuntu');
    for (const [who, as] of [
      ['root', 'sh -c'],
      ['ubuntu', 'su ubuntu -c'],
    ]) {
      const image = `localhost:5000/${node}-${who}/1.0`;
      const script = `docker tag alpine ${image} && docker push ${image} && docker rmi ${image} && docker pull ${image}`;
      expect(await inside(node, `${as} '${script}'`)).toMatch(/digest: sha256:.*Untagged: .*Status: .*localhost:5000/s);
    }
    // Typed, and by nobody's node.
    const { repositories } = await listRegistry(ctx, { classId });
    for (const who of ['root', 'ubuntu'])
      expect(repositories.find(({ name: repository }) => repository === `${node}-${who}/1.0`)?.tags).toMatchObject([
        { name: 'latest', pushed: { by: null, node } },
      ]);
    // It is in the registry of the class itself.
    const tags = await fetch(`http://${lab.registry.host}:${lab.registry.port}/v2/${node}-ubuntu/1.0/tags/list`);
    expect(await tags.json()).toMatchObject({ tags: ['latest'] });
    expect(await finding(node)).toMatchObject({ state: 'ok', reason: 'class_registry_answers' });
  });

  test('only programs of the node reach it, and only the API', async () => {
    expect(await inside(node, "grep -h ':1388 ' /proc/net/tcp /proc/net/tcp6 | grep ' 0A '")).toMatch(
      /^ *\d+: 0100007F:1388 .*\n$/,
    );
    expect(await ask(node, '/v2/')).toMatch(/ 200 /);
    for (const path of ['/', '/metrics', '/debug/vars', '/v2/../debug/vars']) expect(await ask(node, path)).toMatch(/ 404 /);
  });

  test('without a registry of the class the port is closed', async () => {
    await removeClassRegistry(ctx, { classId });
    await forwards(node, 'off');
    expect(await ask(node, '/v2/')).toMatch(/refused/);
    await byAddress();
    await forwards(node, 'forwarding');
  });
});

test('a line that is cut, and a node that is connected anew, have it again', async () => {
  const held = await ctx.fleet.ssh(id('node0'));
  proxy.cutAfter(0, false);
  // Whatever is sent is what cuts it.
  await ask('node0', '/v2/');
  await held.closed;
  await becomes('node0', 'ready');
  await forwards('node0', 'forwarding');
  expect(await ask('node0', '/v2/')).toMatch(/ 200 /);
  const shell = await (await ctx.fleet.ssh(id('node0'))).openShell({ cols: 80, rows: 24, term: 'xterm' });
  await ctx.fleet.reconnect(id('node0'), { keepShells: true });
  await forwards('node0', 'forwarding');
  expect(await ask('node0', '/v2/')).toMatch(/ 200 /);
  shell.close();
});

test('it stands aside where the port is taken, and takes it when it is free', async () => {
  await removeClassRegistry(ctx, { classId });
  await forwards('node1', 'off');
  await inside('node1', 'docker run -d --name other -p 127.0.0.1:5000:5000 registry:2');
  await byAddress();
  await forwards('node1', 'port_taken');
  expect(await finding('node1')).toMatchObject({ state: 'warn', reason: 'class_registry_port_taken' });
  await inside('node1', 'docker rm -f other');
  await forwards('node1', 'forwarding');
});

test.each([
  ['AllowTcpForwarding', 'no'],
  ['AllowTcpForwarding', 'local'],
  ['PermitListen', 'localhost:8080'],
])('sshd with %s %s refuses, and the doctor names it', async (option, value) => {
  await setSshdOptions(name, 'node1', { [option]: value });
  try {
    await ctx.fleet.reconnect(id('node1'));
    await forwards('node1', 'refused');
    expect(await finding('node1')).toMatchObject({
      ...{ state: 'bad', reason: 'class_registry_refused' },
      evidence: expect.stringMatching(new RegExp(`${option} .*${value}`)),
    });
  } finally {
    await setSshdOptions(name, 'node1', {});
    await ctx.fleet.reconnect(id('node1'));
  }
  await forwards('node1', 'forwarding');
});

test('the sign-in of the class is added by the panel, and no node sees it', async () => {
  const heard: Array<string | undefined> = [];
  const server = createServer((asked, answer) => {
    heard.push(asked.headers.authorization);
    answer.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, lab.gateway, () => resolve()));
  const url = `http://${lab.gateway}:${(server.address() as AddressInfo).port}`;
  await setClassRegistry(ctx, { classId, kind: 'address', url, signIn: { user: 'lab', password: 'secret' } });
  expect(await ask('node1', '/v2/')).toMatch(/ 200 /);
  expect(heard).toEqual([`Basic ${Buffer.from('lab:secret').toString('base64')}`]);
  server.closeAllConnections();
  server.close();
});

test('the step sets one up on a node, which the others reach through that node alone; run again, it changes nothing', async () => {
  const run = async (dryRun = false) => {
    const input = { kind: 'node.provision', steps: [{ id: 'registry.run' }], nodes: ['node2'], dryRun };
    const { id: operationId } = await startOperation(ctx, { ...startOperationSchema.parse(input), class: classId });
    return until(
      'the operation to end',
      () => getOperation(ctx, { operationId }),
      (operation) => operation.state !== 'running',
      120_000,
    );
  };
  const steps = (operation: Awaited<ReturnType<typeof run>>) =>
    operation.jobs.map(({ error, progress }) => [error, progress?.kind === 'steps' ? progress.steps[0]?.state : null]);
  expect(steps(await run(true))).toEqual([[null, 'planned']]);
  expect(steps(await run())).toEqual([[null, 'done']]);
  expect(steps(await run())).toEqual([[null, 'ok']]);
  expect(await inside('node2', "grep -h ':1388 ' /proc/net/tcp /proc/net/tcp6 | grep ' 0A '")).toMatch(
    /^ *\d+: 0100007F:1388 .*\n$/,
  );
  await forwards('node1', 'forwarding');
  expect(await finding('node2')).toMatchObject({ state: 'ok', reason: 'class_registry_here' });
  const image = 'localhost:5000/shared/1.0';
  expect(await inside('node1', `docker pull alpine && docker tag alpine ${image} && docker push ${image}`)).toMatch(
    /digest: sha256:/,
  );
  for (const node of ['node0', 'node2']) expect(await inside(node, `docker pull ${image}`)).toMatch(/sha256:/);
  await itsImages(image);
  await expect(
    startOperation(ctx, {
      ...startOperationSchema.parse({ kind: 'node.provision', steps: [{ id: 'registry.run' }] }),
      class: classId,
    }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
});

/** It is listed with its layers, no node deletes it, and the panel does with both of its tags. */
async function itsImages(image: string): Promise<void> {
  expect(await inside('node1', `docker tag alpine ${image}:too && docker push ${image}:too`)).toMatch(/digest: sha256:/);
  const repository = image.replace('localhost:5000/', '');
  const find = async () => (await listRegistry(ctx, { classId })).repositories.find(({ name: of }) => of === repository);
  const listed = (await find())?.tags ?? [];
  const [latest] = listed;
  if (!latest?.digest) throw new Error('Nothing was listed.');
  expect(listed.map(({ name: tag, digest }) => [tag, digest])).toEqual([
    ['latest', latest.digest],
    ['too', latest.digest],
  ]);
  const found = await getRegistryImage(ctx, { classId, repository, tag: 'too' });
  expect(found).toMatchObject({
    digest: latest.digest,
    sizeBytes: latest.sizeBytes,
    platform: expect.stringMatching(/^linux\//),
  });
  expect([found.layers.length, found.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)]).toEqual([
    latest.layers,
    latest.sizeBytes,
  ]);
  expect(latest.sizeBytes).toBeGreaterThan(0);
  expect(await ask('node1', `/v2/${repository}/manifests/${latest.digest}`, 'DELETE')).toMatch(/ 405 /);
  const asked = { classId, repository, digest: latest.digest };
  const { plan, tags } = await removeRegistryImage(ctx, { ...asked, dryRun: true });
  expect(tags).toEqual(['latest', 'too']);
  expect(await removeRegistryImage(ctx, { ...asked, dryRun: false, plan })).toEqual({ tags, plan });
  expect(await find()).toBeUndefined();
  await expect(removeRegistryImage(ctx, { ...asked, dryRun: false })).rejects.toMatchObject({ code: 'registry_image_missing' });
}

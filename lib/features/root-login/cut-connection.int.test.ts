import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, type LabNode, setSshdOptions } from '@/lab/lab';
import { isAppError } from '@/lib/core/errors';
import type { JobStep } from '@/lib/shared/jobs';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { createRootAccess } from '@/lib/gateways/ssh/root-access';
import { type CutProxy, startCutProxy } from '@/lib/testing/cut-proxy';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { seeded } from '@/lib/testing/seeded';
import { asUbuntu, connectOptions, oldestAndNewest, until } from '@/lib/testing/test-lab';
import { installRootLogin, removeRootLogin } from './run-root-login';

const name = 'rlcut';
const seed = 20_261_125;
/** Of each two points one is a cut for good, one a cut that heals; BERTH_TEST_POINTS names another number (CONTRIBUTING.md). */
const pointsPerNode = Number(process.env.BERTH_TEST_POINTS) || 2;
let lab: Lab;
let panel: FleetPanel;
let proxies: CutProxy[] = [];
let ids: string[] = [];

beforeAll(async () => {
  lab = await ensureLab({ name, nodes: await oldestAndNewest() });
  panel = await startFleetPanel();
  proxies = await Promise.all(lab.nodes.map((node) => startCutProxy(node.host, node.port)));
});
afterEach(async () => {
  for (const proxy of proxies) proxy.heal();
  for (const id of ids) await panel.forget(id);
  ids = [];
});
afterAll(async () => {
  await panel.stop();
  for (const proxy of proxies) await proxy.stop();
  await downLab(name);
});

const sh = (node: LabNode, script: string) => execOnNode(name, node.name, ['sh', '-c', script]);

/** The node as the class has it, whatever a run before left. */
async function freshNode(node: LabNode): Promise<void> {
  await until(
    'a guard to be gone',
    () => sh(node, 'ls -d /run/berth-root-login 2>/dev/null; pgrep -f root-login/[g]uard; true'),
    ({ stdout }) => stdout === '',
    120_000,
  );
  await sh(
    node,
    'rm -rf /root/.ssh /etc/ssh/sshd_config.d/00-berth-root-login.conf; mkdir -m 700 /root/.ssh; echo "# mine" > /root/.ssh/authorized_keys',
  );
  await setSshdOptions(name, node.name, {});
}

async function register(node: LabNode, proxy: CutProxy): Promise<string> {
  const id = await panel.register(node, { host: '127.0.0.1', port: proxy.port });
  ids.push(id);
  await panel.runtime.fleet.root(id);
  return id;
}

/** Past the panel and past the cut: ubuntu by password, then su root, as anybody in the class would. */
async function classWay(node: LabNode): Promise<string> {
  const ssh = await connectSsh(asUbuntu(node), connectOptions);
  try {
    return (await createRootAccess(ssh, 'su', { password: async () => 'root' }).run('id -un' as never)).stdout.toString().trim();
  } finally {
    ssh.close();
  }
}

async function cutAtPoints(node: LabNode, proxy: CutProxy, random: () => number): Promise<string[]> {
  const id = await register(node, proxy);
  const before = proxy.bytes;
  await freshNode(node);
  await installRootLogin(panel.runtime, id, { guardSeconds: 20 });
  const whole = proxy.bytes - before;
  const told: string[] = [];
  for (let point = 0; point < pointsPerNode; point++) {
    await freshNode(node);
    await panel.runtime.db.node.update({ where: { id }, data: { rootLogin: 'none' } });
    await panel.runtime.fleet.reconnect(id);
    await panel.runtime.fleet.root(id);
    const at = Math.floor(random() * whole);
    const lasting = point % 2 === 0;
    const cuts = proxy.cuts;
    proxy.cutAfter(at, lasting);
    const end = await installRootLogin(panel.runtime, id, { guardSeconds: 20, tries: lasting ? 1 : 3 }).then(
      () => 'done',
      (error: unknown) => (isAppError(error) ? error.code : String(error)),
    );
    told.push(`${node.base} ${lasting ? 'for good' : 'once'} after ${at} of ${whole} bytes: ${end}`);
    expect(await classWay(node), told.at(-1)).toBe('root');
    proxy.heal();
    if (proxy.cuts > cuts && end !== 'done') {
      // The same node, the panel comes back: again, and it is done.
      await panel.runtime.fleet.reconnect(id);
      await installRootLogin(panel.runtime, id, { guardSeconds: 20 });
    }
    expect((await panel.row(id)).rootLogin, told.at(-1)).toBe('done');
    const { stdout } = await sh(
      node,
      'head -1 /root/.ssh/authorized_keys; grep -c berth-panel /root/.ssh/authorized_keys; ls -A /root/.ssh /etc/ssh/sshd_config.d; ls -d /run/berth* 2>/dev/null; pgrep -f root-login/[g]uard; true',
    );
    expect(stdout, told.at(-1)).toBe(
      '# mine\n1\n/etc/ssh/sshd_config.d:\n00-berth-root-login.conf\nclass.conf\n\n/root/.ssh:\nauthorized_keys\n',
    );
  }
  return told;
}

test(`the connection cut at ${pointsPerNode * 2} points of the set-up never locks a node out, and the next run ends in done`, async () => {
  const told = await Promise.all(
    lab.nodes.map((node, index) => cutAtPoints(node, proxies[index] as CutProxy, seeded(seed + index))),
  );
  // Both kinds happened: cuts the run recovered from by itself, and cuts it had to be started again after.
  expect(told.flat().filter((line) => line.endsWith(': done')).length).toBeGreaterThan(0);
  expect(told.flat().filter((line) => !line.endsWith(': done')).length).toBeGreaterThan(0);
}, 480_000);

/** What stands on the node of the root login, of its class, and of the work. */
const left = async (node: LabNode) =>
  (
    await sh(
      node,
      'cat /root/.ssh/authorized_keys; ls -A /root/.ssh /etc/ssh/sshd_config.d; ls -d /run/berth* 2>/dev/null; pgrep -f root-login/[g]uard; true',
    )
  ).stdout;

async function cutRemovalAtPoints(node: LabNode, proxy: CutProxy, random: () => number): Promise<string[]> {
  const id = await register(node, proxy);
  const setUp = async () => {
    await freshNode(node);
    await installRootLogin(panel.runtime, id, { guardSeconds: 20 });
    await panel.runtime.fleet.root(id);
  };
  await setUp();
  // What goes over the line until the removal is done; the new connection after it is no part of it.
  const before = proxy.bytes;
  let whole = 0;
  const off = panel.runtime.bus.subscribe('root-login.changed', (event) => {
    if (event.nodeId === id && event.stage === 'none') whole = proxy.bytes - before;
  });
  await removeRootLogin(panel.runtime, id, { guardSeconds: 20 });
  off();
  expect(whole).toBeGreaterThan(0);
  const told: string[] = [];
  for (let point = 0; point < pointsPerNode; point++) {
    await setUp();
    const at = Math.floor(random() * whole);
    const lasting = point % 2 === 0;
    const cuts = proxy.cuts;
    proxy.cutAfter(at, lasting);
    const end = await removeRootLogin(panel.runtime, id, { guardSeconds: 20, tries: lasting ? 1 : 3 }).then(
      () => 'none',
      (error: unknown) => (isAppError(error) ? error.code : String(error)),
    );
    told.push(`${node.base} ${lasting ? 'for good' : 'once'} after ${at} of ${whole} bytes: ${end}`);
    // As it was left, whatever that is: the class's way in is open, and sshd would start again with what it finds.
    expect(await classWay(node), told.at(-1)).toBe('root');
    expect((await sh(node, 'sshd -t')).code, told.at(-1)).toBe(0);
    expect(proxy.cuts, told.at(-1)).toBeGreaterThan(cuts);
    proxy.heal();
    await panel.runtime.fleet.reconnect(id);
    if (end !== 'none') await removeRootLogin(panel.runtime, id, { guardSeconds: 20 });
    expect(await panel.row(id), told.at(-1)).toMatchObject({ rootLogin: 'none', rootLoginReason: null });
    expect(await left(node), told.at(-1)).toBe('# mine\n/etc/ssh/sshd_config.d:\nclass.conf\n\n/root/.ssh:\nauthorized_keys\n');
    expect(await classWay(node), told.at(-1)).toBe('root');
    // The panel is the login user again, and the key is good for nothing.
    expect((await (await panel.runtime.fleet.ssh(id)).run('id -un' as never)).stdout.toString(), told.at(-1)).toBe('ubuntu\n');
  }
  return told;
}

test(`the connection cut at ${pointsPerNode * 2} points of the removal never locks a node out, and the next run takes it away`, async () => {
  const told = await Promise.all(
    lab.nodes.map((node, index) => cutRemovalAtPoints(node, proxies[index] as CutProxy, seeded(seed + 10 + index))),
  );
  expect(told.flat().filter((line) => line.endsWith(': none')).length).toBeGreaterThan(0);
  expect(told.flat().filter((line) => !line.endsWith(': none')).length).toBeGreaterThan(0);
}, 480_000);

test('cut for good between the edit of sshd’s configuration and its reload, the node puts itself back and is reachable', async () => {
  for (const [index, node] of lab.nodes.entries()) {
    const proxy = proxies[index] as CutProxy;
    await freshNode(node);
    const id = await register(node, proxy);
    const before = await left(node);
    let edited: Promise<string> | null = null;
    const report = (steps: JobStep[]) => {
      if (edited || steps.find((step) => step.id === 'reload')?.state !== 'running') return;
      proxy.cutAfter(0, true);
      edited = left(node);
    };
    await expect(installRootLogin(panel.runtime, id, { guardSeconds: 3, tries: 1, report })).rejects.toThrow();
    expect(await edited).toMatch(/berth-panel\n(.*\n)*00-berth-root-login\.conf/);
    await until(
      'everything to be as it was',
      () => left(node),
      (now) => now === before,
      120_000,
    );
    expect(await classWay(node)).toBe('root');
    expect((await sh(node, 'sshd -t')).code).toBe(0);
    proxy.heal();
    await panel.runtime.fleet.reconnect(id);
    await installRootLogin(panel.runtime, id, { guardSeconds: 20 });
    expect((await panel.row(id)).rootLogin).toBe('done');
  }
});

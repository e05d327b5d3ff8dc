import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode, makeKeyPair, setSshdOptions, setupRootLogin } from '@/lab/lab';
import { startFaultProxy } from '@/lab/farm/fault-proxy';
import type { Credential, NodeState } from '@/lib/shared/nodes';
import { type CutNode, cutConnect, cutPull, cutTerminal, pull } from '@/lib/testing/cut-work';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { seeded } from '@/lib/testing/seeded';
import { until } from '@/lib/testing/test-lab';

const lab = 'weather';
const canary = '/tmp/berth-canary';
let node: LabNode;
let panel: FleetPanel;
let rootKey: Credential;

beforeAll(async () => {
  const made = await ensureLab({ name: lab, nodes: [{ base: 'bookworm', store: 'overlay2' }] });
  node = made.nodes[0] as LabNode;
  const key = await makeKeyPair(path.join(mkdtempSync(path.join(tmpdir(), 'berth-weather-')), 'key'));
  await setupRootLogin(lab, node.name, key.publicKey);
  rootKey = { kind: 'private_key', privateKey: key.privateKey };
  panel = await startFleetPanel();
});
afterAll(async () => {
  await panel?.stop();
  await downLab(lab);
});

const becomes = (id: string, state: NodeState) =>
  until(
    `the node to be ${state}`,
    () => panel.runtime.fleet.status(id).state,
    (s) => s === state,
  );

test('with one session, no forwarding and no docker command the Engine still answers, many calls at once', async () => {
  await setSshdOptions(lab, node.name, { MaxSessions: '1', AllowStreamLocalForwarding: 'no' });
  await execOnNode(lab, node.name, ['mv', '/usr/bin/docker', '/usr/bin/docker.away']);
  const id = await panel.register({ ...node, name: 'one' }, { loginUser: 'root', rootPassword: null, credential: rootKey });
  try {
    await becomes(id, 'ready');
    expect(panel.runtime.fleet.status(id)).toMatchObject({ transport: 'dial-stdio', access: { docker: 'root', root: 'root' } });
    const engine = await panel.runtime.fleet.engine(id);
    const answers = await Promise.all(Array.from({ length: 4 }, () => engine.images.list()));
    expect(answers.every(Array.isArray)).toBe(true);
  } finally {
    await execOnNode(lab, node.name, ['mv', '/usr/bin/docker.away', '/usr/bin/docker']);
    await setSshdOptions(lab, node.name, {});
    await panel.forget(id);
  }
});

test('a login user who may not open the socket is told so, and who is not to become root asks nobody for it', async () => {
  const id = await panel.register({ ...node, name: 'denied' }, { rootPassword: null });
  await becomes(id, 'docker_denied');
  expect(panel.runtime.fleet.status(id).reason?.code).toBe('docker_denied');
  await panel.forget(id);
});

test('what is typed is never run, on the node or here: no canary, whatever is asked for past the schemas', async () => {
  const bad = [
    ...[`$(touch ${canary})`, `\`touch ${canary}\``, `a'; touch ${canary}; '`, `a"; touch ${canary}; "`, `a\ntouch ${canary}\n`],
    ...[`-oProxyCommand=touch ${canary}`, `a\0; touch ${canary}`, `a\u202e; touch ${canary}`],
  ];
  // As root by su, where files are read by commands: the hardest way.
  const id = await panel.register({ ...node, name: 'canary' });
  const { fleet } = panel.runtime;
  await becomes(id, 'ready');
  expect(fleet.status(id).access?.docker).toBe('su');
  const [engine, root, ssh] = await Promise.all([fleet.engine(id), fleet.root(id), fleet.ssh(id)]);
  for (const text of bad) {
    const asked = [
      root.readFile(`/etc/${text}`),
      root.readDirectory(text),
      ssh.readFile(`/etc/${text}`),
      engine.containers.inspect(text),
      engine.images.inspect(text),
      engine.containers.remove(text, true),
      engine.images.pull(text, () => {}, AbortSignal.timeout(10_000)),
    ];
    for (const result of await Promise.allSettled(asked)) expect(result.status, text).toBe('rejected');
    // A register that holds them, past every schema: as login user, and as host.
    const asUser = await panel.register({ ...node, name: `u${bad.indexOf(text)}` }, { loginUser: text });
    // sshd hangs up at a name with a NUL in it.
    await becomes(asUser, text.includes('\0') ? 'unreachable' : 'auth_failed');
    await panel.forget(asUser);
    const asHost = await panel.register({ ...node, name: `h${bad.indexOf(text)}` }, { host: text });
    await becomes(asHost, 'unreachable');
    await panel.forget(asHost);
  }
  await panel.forget(id);
  const found = await execOnNode(lab, node.name, ['sh', '-c', `ls -d ${canary}* 2>/dev/null | wc -l`]);
  expect(found.stdout.trim()).toBe('0');
  expect(existsSync(canary)).toBe(false);
});

test('reset at some byte while it connects, while somebody types, and while an image is pulled, it says so and heals', async () => {
  const random = seeded(20_261_125);
  const upTo = (bytes: number) => 1 + Math.floor(random() * bytes);
  const proxy = await startFaultProxy(node);
  const as = { loginUser: 'root', rootPassword: null, credential: rootKey };
  const besideId = await panel.register({ ...node, name: 'beside' }, as);
  await becomes(besideId, 'ready');
  const since = panel.runtime.fleet.status(besideId).stateSince;
  const id = await panel.register({ ...node, name: 'cut' }, { ...as, host: proxy.host, port: proxy.port });
  try {
    await becomes(id, 'ready');
    const whole = proxy.bytes;
    const cut: CutNode = { ctx: await panel.admin(), id, proxy, image: 'ubuntu' };
    const fresh = async () => {
      await (await panel.runtime.fleet.engine(id)).images.remove('ubuntu', true);
    };
    const pullBytes = await pull(cut);
    const cuts: boolean[] = [];
    for (let turn = 0; turn < 4; turn++) {
      await cutConnect(cut, upTo(whole));
      await cutTerminal(cut, upTo(4_000));
      await fresh();
      cuts.push(await cutPull(cut, upTo(pullBytes / 2)));
      const tags = (await (await panel.runtime.fleet.engine(id)).images.list()).flatMap((image) => image.tags);
      expect(tags).toContain('ubuntu:latest');
    }
    expect(cuts).toContain(true);
    // The same machine by another way felt nothing.
    expect(panel.runtime.fleet.status(besideId)).toMatchObject({ state: 'ready', stateSince: since });
  } finally {
    await panel.forget(id);
    await panel.forget(besideId);
    await proxy.stop();
  }
});

import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode, makeKeyPair, setSshdOptions, setupRootLogin } from '@/lab/lab';
import type { Credential, NodeState } from '@/lib/shared/nodes';
import { type FleetHouse, startFleetHouse } from '@/lib/testing/fleet-house';
import { until } from '@/lib/testing/test-lab';

const lab = 'weather';
const canary = '/tmp/berth-canary';
let node: LabNode;
let house: FleetHouse;
let rootKey: Credential;

beforeAll(async () => {
  const made = await ensureLab({ name: lab, nodes: [{ base: 'bookworm', store: 'overlay2' }] });
  node = made.nodes[0] as LabNode;
  const key = await makeKeyPair(path.join(mkdtempSync(path.join(tmpdir(), 'berth-weather-')), 'key'));
  await setupRootLogin(lab, node.name, key.publicKey);
  rootKey = { kind: 'private_key', privateKey: key.privateKey };
  house = await startFleetHouse();
});
afterAll(async () => {
  await house?.stop();
  await downLab(lab);
});

const becomes = (id: string, state: NodeState) =>
  until(
    `the node to be ${state}`,
    () => house.runtime.fleet.status(id).state,
    (s) => s === state,
  );

test('with one session, no forwarding and no docker command the Engine still answers, many calls at once', async () => {
  await setSshdOptions(lab, node.name, { MaxSessions: '1', AllowStreamLocalForwarding: 'no' });
  await execOnNode(lab, node.name, ['mv', '/usr/bin/docker', '/usr/bin/docker.away']);
  const id = await house.register({ ...node, name: 'one' }, { loginUser: 'root', rootPassword: null, credential: rootKey });
  try {
    await becomes(id, 'ready');
    expect(house.runtime.fleet.status(id)).toMatchObject({ transport: 'dial-stdio', access: { docker: 'root', root: 'root' } });
    const engine = await house.runtime.fleet.engine(id);
    const answers = await Promise.all(Array.from({ length: 4 }, () => engine.listImages()));
    expect(answers.every(Array.isArray)).toBe(true);
  } finally {
    await execOnNode(lab, node.name, ['mv', '/usr/bin/docker.away', '/usr/bin/docker']);
    await setSshdOptions(lab, node.name, {});
    await house.forget(id);
  }
});

test('a login user who may not open the socket is told so, and who is not to become root asks nobody for it', async () => {
  const id = await house.register({ ...node, name: 'denied' }, { rootPassword: null });
  await becomes(id, 'docker_denied');
  expect(house.runtime.fleet.status(id).reason?.code).toBe('docker_denied');
  await house.forget(id);
});

test('what is typed is never run, on the node or here: no canary, whatever is asked for past the schemas', async () => {
  const bad = [`$(touch ${canary})`, `\`touch ${canary}\``, `a'; touch ${canary}; '`, `-oProxyCommand=touch ${canary}`];
  // As root by su, where files are read by commands: the hardest way.
  const id = await house.register({ ...node, name: 'canary' });
  const { fleet } = house.runtime;
  await becomes(id, 'ready');
  expect(fleet.status(id).access?.docker).toBe('su');
  const [engine, root, ssh] = await Promise.all([fleet.engine(id), fleet.root(id), fleet.ssh(id)]);
  for (const text of bad) {
    const asked = [
      root.readFile(`/etc/${text}`),
      root.readDirectory(text),
      ssh.readFile(`/etc/${text}`),
      engine.inspectContainer(text),
      engine.inspectImage(text),
      engine.removeContainer(text, true),
      engine.pullImage(text, () => {}, AbortSignal.timeout(10_000)),
    ];
    for (const result of await Promise.allSettled(asked)) expect(result.status, text).toBe('rejected');
    // A register that holds them, past every schema: as login user, and as host.
    const asUser = await house.register({ ...node, name: `u${bad.indexOf(text)}` }, { loginUser: text });
    await becomes(asUser, 'auth_failed');
    await house.forget(asUser);
    const asHost = await house.register({ ...node, name: `h${bad.indexOf(text)}` }, { host: text });
    await becomes(asHost, 'unreachable');
    await house.forget(asHost);
  }
  await house.forget(id);
  const found = await execOnNode(lab, node.name, ['sh', '-c', `ls -d ${canary}* 2>/dev/null | wc -l`]);
  expect(found.stdout.trim()).toBe('0');
  expect(existsSync(canary)).toBe(false);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  downLab,
  execOnNode,
  regenerateHostKeys,
  setSshdOptions,
  startDockerd,
  startSshd,
  stopDockerd,
  stopSshd,
} from '@/lab/lab';
import type { Db } from '@/lib/gateways/db/db';
import type { Credential } from '@/lib/shared/nodes';
import { startFleetPanel, type FleetPanel } from '@/lib/testing/fleet-panel';
import { type TestLab, testLab, until, makeShellsNoisy } from '@/lib/testing/test-lab';
import type { Fleet } from './fleet';

const lab = 'fleet';
let t: TestLab;
let db: Db;
let fleet: Fleet;
let panel: FleetPanel;

beforeAll(async () => {
  t = await testLab(lab);
  await makeShellsNoisy(lab, t.lab.nodes);
  panel = await startFleetPanel({ connectTimeoutMs: 15_000 });
  ({ db, fleet } = panel.runtime);
});
afterAll(async () => {
  await panel.stop();
  await downLab(lab);
});

const rootKey = (): Credential => ({ kind: 'private_key', privateKey: t.privateKey });
const ubuntu: Credential = { kind: 'password', password: 'ubuntu' };

/** Registers the old node under a name of its own. */
const register = (
  name: string,
  loginUser: string,
  credential: Credential,
  hostKey: string | null = t.old.hostKeys[0]?.publicKey ?? null,
) => panel.register({ name, host: t.old.host, port: t.old.port, hostKey }, { loginUser, credential, rootPassword: null });

const becomes: FleetPanel['becomes'] = (id, state) => panel.becomes(id, state);

/** The node's sshd speaks of every judged login; without a new one nobody tried. */
async function loginsNow(): Promise<number> {
  const { stdout } = await execOnNode(lab, 'node0', ['sh', '-c', 'grep -cE "Accepted|Failed" /var/log/fleet-sshd.log || true']);
  return Number(stdout.trim());
}

async function sshdWithLog(): Promise<void> {
  await stopSshd(lab, 'node0');
  await execOnNode(lab, 'node0', ['sh', '-c', 'setsid /usr/sbin/sshd -D -e 2>/var/log/fleet-sshd.log </dev/null >/dev/null &']);
  await until(
    'sshd to listen',
    () => execOnNode(lab, 'node0', ['ss', '-Hltn', 'sport', '=', ':22']),
    (r) => r.stdout.includes(':22'),
  );
}

test('at first contact a node waits for its host key to be approved, and is ready after', async () => {
  const id = await register('first', 'root', rootKey(), null);
  await becomes(id, 'unverified');
  const offered = await until(
    'the offered key to be stored',
    () => db.node.findUniqueOrThrow({ where: { id } }),
    (row) => row.offeredHostKey !== null,
  );
  expect(t.old.hostKeys.map((k) => k.publicKey)).toContain(offered.offeredHostKey);
  await db.node.update({ where: { id }, data: { hostKey: offered.offeredHostKey, offeredHostKey: null } });
  expect((await fleet.reconnect(id)).state).toBe('ready');
  expect(fleet.status(id)).toMatchObject({ transport: 'streamlocal', docker: { store: 'overlay2', hostname: 'node0' } });
});

test('the class’s login user may not talk to Docker, and its terminal works all the same', async () => {
  const id = await register('class', 'ubuntu', ubuntu);
  await becomes(id, 'docker_denied');
  await expect(fleet.engine(id)).rejects.toThrow(expect.objectContaining({ code: 'docker_denied' }));
  expect((await (await fleet.ssh(id)).run('id -un' as never)).stdout.toString().trim()).toBe('ubuntu');
});

test('a refused credential is tried once and never again by itself', async () => {
  await sshdWithLog();
  const id = await register('refused', 'ubuntu', { kind: 'password', password: 'wrong' });
  await becomes(id, 'auth_failed');
  const tried = await loginsNow();
  expect(tried).toBeGreaterThan(0);
  // Meanwhile another node connects again and again: far longer than the 250 ms after which a retry would come here.
  const id2 = await register('accepted', 'root', rootKey());
  await becomes(id2, 'ready');
  expect(
    await execOnNode(lab, 'node0', ['sh', '-c', 'grep -c "Failed password for ubuntu" /var/log/fleet-sshd.log']),
  ).toMatchObject({ stdout: '1\n' });
  expect(fleet.status(id).state).toBe('auth_failed');
  await stopSshd(lab, 'node0');
  await startSshd(lab, 'node0');
});

test('with forwarding switched off Docker is reached by dial-stdio', async () => {
  await setSshdOptions(lab, 'node0', { AllowStreamLocalForwarding: 'no' });
  const id = await register('dial', 'root', rootKey());
  await becomes(id, 'ready');
  expect(fleet.status(id).transport).toBe('dial-stdio');
  expect(await (await fleet.engine(id)).containers.list()).toEqual([]);
  await setSshdOptions(lab, 'node0', {});
});

test('a daemon that stops is told, and the node is ready by itself when it is back', async () => {
  const id = await register('daemon', 'root', rootKey());
  await becomes(id, 'ready');
  await stopDockerd(lab, 'node0');
  await becomes(id, 'docker_down');
  await startDockerd(lab, t.lab.subnet, 'node0', t.old);
  await becomes(id, 'ready');
});

test('a node that is lost is told, and is ready by itself when it is back; what is done there meanwhile is seen', async () => {
  const id = await register('lost', 'root', rootKey());
  await becomes(id, 'ready');
  await stopSshd(lab, 'node0', true);
  await becomes(id, 'unreachable');
  expect(fleet.status(id).docker?.hostname).toBe('node0');
  await execOnNode(lab, 'node0', ['docker', 'pull', '-q', 'busybox'], { timeoutMs: 60_000 });
  await execOnNode(lab, 'node0', ['docker', 'run', '-d', '--name', 'meanwhile', 'busybox', 'sleep', '600']);
  await startSshd(lab, 'node0');
  await becomes(id, 'ready');
  expect(fleet.status(id).containers?.map((c) => c.name)).toEqual(['meanwhile']);
  panel.heard.length = 0;
  await execOnNode(lab, 'node0', ['docker', 'rm', '-f', 'meanwhile']);
  await until(
    'the change to be heard',
    () => panel.heard.filter((e) => e.nodeId === id).flatMap((e) => e.topics),
    (topics) => topics.includes('containers'),
  );
  await until(
    'the list without it',
    () => fleet.status(id).containers,
    (containers) => containers?.length === 0,
  );
});

test('a changed host key stops everything to the node, is audited, and is not tried again', async () => {
  const id = await register('changed', 'root', rootKey());
  await becomes(id, 'ready');
  await regenerateHostKeys(lab, 'node0');
  await stopSshd(lab, 'node0', true);
  await sshdWithLog();
  await becomes(id, 'host_key_changed');
  await until(
    'the audit',
    () => db.auditEntry.count({ where: { action: 'host-key.changed', target: `node:${id}` } }),
    (n) => n === 1,
  );
  await expect(fleet.engine(id)).rejects.toThrow(expect.objectContaining({ code: 'host_key_changed' }));
  expect(await loginsNow()).toBe(0);
  await stopSshd(lab, 'node0');
  await startSshd(lab, 'node0');
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, type LabNode, makeKeyPair, setupRootLogin } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { openTerminal } from '@/lib/features/terminals/open-terminal';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { asRoot, cleanDocker, connectOptions, makeShellsNoisy, oldestAndNewest, until } from '@/lib/testing/test-lab';
import { evaluateCheck, evaluateStep } from './evaluate';
import type { LessonStart, Look, Verdict } from './kind';
import { openLook } from './open-look';
import type { CheckSpec } from './spec';
import { takeStart } from './start';
import { readTruth } from './truths';

const name = 'checks';
const directory = mkdtempSync(path.join(tmpdir(), 'berth-checks-'));
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
let privateKey: string;
const registered: string[] = [];

beforeAll(async () => {
  lab = await ensureLab({ name, nodes: await oldestAndNewest() });
  const key = await makeKeyPair(path.join(directory, 'key'));
  privateKey = key.privateKey;
  for (const node of lab.nodes) await setupRootLogin(name, node.name, key.publicKey);
  await makeShellsNoisy(name, lab.nodes);
  panel = await startFleetPanel();
  ctx = await panel.admin();
});
afterEach(async () => {
  for (const id of registered.splice(0)) await panel.forget(id);
});
afterAll(async () => {
  await panel?.stop();
  rmSync(directory, { recursive: true, force: true });
  await downLab(name);
});

/** A student on a node: what they type, and what the panel makes of it. */
interface Student {
  id: string;
  node: LabNode;
  start: LessonStart;
  /** As root on the node, outside of any terminal of the panel's. */
  runs(command: string): Promise<string>;
  says: Record<string, string>;
  look(): Look;
  verdict(spec: CheckSpec): Promise<Verdict>;
  becomes(spec: CheckSpec, verdict: Verdict['verdict'], reason?: string): Promise<Verdict>;
  begin(lesson: CheckSpec[]): Promise<void>;
}

async function student(node: LabNode): Promise<Student> {
  const id = await panel.register(node, { loginUser: 'root', credential: { kind: 'private_key', privateKey } });
  registered.push(id);
  await panel.becomes(id, 'ready');
  await cleanDocker(await panel.runtime.fleet.engine(id));
  await execOnNode(name, node.name, ['rm', '-rf', '/lab']);
  const answers = async (check: string) => (self.says[check] === undefined ? [] : [{ value: self.says[check], at: Date.now() }]);
  const self: Student = {
    id,
    node,
    start: null as unknown as LessonStart,
    says: {},
    async runs(command) {
      const { code, stdout, stderr } = await execOnNode(name, node.name, ['sh', '-c', command]);
      if (code !== 0) throw new Error(`${node.name}: ${command}: ${stderr}`);
      return stdout;
    },
    look: () =>
      openLook(panel.runtime, { nodeId: id, userId: ctx.actor.id, start: self.start, answers, registry: null, trusted: true }),
    verdict: (spec) => inTime(async () => (await evaluateCheck(self.look(), spec)).verdict),
    becomes: (spec, verdict, reason) =>
      until(
        `${node.name}: ${JSON.stringify(spec)}`,
        () => self.verdict(spec),
        (now) => now.verdict === verdict && (reason === undefined || JSON.stringify(now).includes(`"${reason}"`)),
        120_000,
      ),
    async begin(lesson) {
      self.start = await takeStart({ ...self.look(), start: null }, { steps: [{ checks: lesson }] });
    },
  };
  return self;
}

/** A terminal of the panel's on the student's node, and what stands on its screen. */
async function terminal(of: Student) {
  const { id } = await openTerminal(ctx, { kind: 'host', node: of.id, cols: 80, rows: 24 });
  const { terminals } = panel.runtime;
  const viewer = {
    output: (seq: number) => terminals.acknowledge(ctx.actor.id, id, viewer, seq),
    ended: () => {},
  };
  terminals.attach(ctx.actor.id, id, 0, viewer);
  const send = (bytes: string) => terminals.input(ctx.actor.id, id, Buffer.from(bytes));
  return { types: (line: string) => send(`${line}\r`), presses: send, close: () => terminals.close(ctx.actor.id, id) };
}
const keys = { detach: '\u0010\u0011' };

const pulled: CheckSpec[] = [
  { is: 'image', ref: 'ubuntu' },
  { is: 'deed', event: 'pull', image: 'ubuntu' },
];
const running: CheckSpec = {
  is: 'container',
  name: 'myubuntu',
  image: 'ubuntu',
  state: 'running',
  tty: true,
  stdin: true,
  command: ['/bin/bash'],
};
const detached: CheckSpec = { is: 'deed', event: 'detach', container: 'myubuntu' };
const written: CheckSpec[] = [
  { is: 'diff', container: 'myubuntu', has: ['A /hello.txt'] },
  { is: 'file', in: { container: 'myubuntu' }, path: '/hello.txt', type: 'file', text: 'hello harbor' },
];
const made = 'localhost:5000/myubuntu/1.0';
const committed: CheckSpec[] = [
  {
    is: 'image',
    ref: [made, 'localhost:5000/myununtu/1.0'],
    basedOn: 'ubuntu',
    layersMore: 1,
    author: 'sds',
    comment: 'add hello.txt',
  },
  { is: 'deed', event: 'commit', container: 'myubuntu' },
  { is: 'file', in: { topLayerOf: made }, path: '/hello.txt', text: 'hello harbor' },
];
const jail: CheckSpec = { is: 'file', jail: '/lab/chroot', runs: '/bin/bash' };
const copied: CheckSpec = { is: 'file', path: '/lab/chroot/bin/bash', sameAs: '/bin/bash', mode: '755' };
const everything: CheckSpec[] = [...pulled, running, detached, ...written, ...committed, jail, copied];

/** A node on a busy machine may answer too late: like the panel, this asks again. */
const inTime = <T>(ask: () => Promise<T>): Promise<T> =>
  until('an answer in time', ask, (now) => !JSON.stringify(now).includes('"cause":"deadline"'), 120_000);

const step = (of: Student, checks: CheckSpec[]) => inTime(() => evaluateStep(of.look(), { checks }, new Set()));
const verdictsOf = async (of: Student, checks: CheckSpec[]) =>
  (await step(of, checks)).checks.map(({ kind, verdict }) => ({ kind, ...verdict }));

test.each([0, 1])('on node %i each check is red before the deed and green after it', async (index) => {
  const node = lab.nodes[index] as LabNode;
  const s = await student(node);
  await s.begin(everything);
  for (const one of await verdictsOf(s, everything)) expect(one, JSON.stringify(one)).toMatchObject({ verdict: 'failed' });

  await s.runs('docker pull -q ubuntu');
  for (const spec of pulled) await s.becomes(spec, 'passed');
  expect(await s.verdict({ is: 'layers', rwMore: 0 })).toMatchObject({ verdict: 'passed' });

  const screen = await terminal(s);
  await s.becomes({ is: 'session', where: 'host-root' }, 'passed');
  expect(await s.verdict({ is: 'session', where: 'container:myubuntu' })).toMatchObject({ reason: 'session_where' });
  screen.types('docker run -it --name myubuntu ubuntu /bin/bash');
  await s.becomes(running, 'passed');
  await s.becomes({ is: 'session', where: 'container:myubuntu' }, 'passed');
  await s.becomes(detached, 'failed', 'still_attached');
  screen.presses(keys.detach);
  expect(await s.becomes(detached, 'passed')).toMatchObject({ found: 'Ctrl-P Ctrl-Q' });
  await s.becomes({ is: 'session', where: 'host-root' }, 'passed');
  expect(await step(s, [{ ...running, stable: '1s' } as CheckSpec, detached])).toMatchObject({
    verdict: 'passed',
    latched: ['deed-2'],
  });
  expect(await s.verdict({ is: 'layers', rwMore: 1 })).toMatchObject({ verdict: 'passed' });
  expect(await s.verdict({ is: 'process', container: 'myubuntu', own: ['pid', 'net', 'ipc', 'mnt', 'uts'] })).toMatchObject({
    verdict: 'passed',
  });

  await s.runs("docker exec myubuntu sh -c 'echo hello harbor > /hello.txt'");
  expect(await verdictsOf(s, written)).toEqual(written.map(() => expect.objectContaining({ verdict: 'passed' })));
  await s.runs(`docker commit -a sds -m 'add hello.txt' myubuntu ${made}`);
  for (const spec of committed) await s.becomes(spec, 'passed');
  // Another name for the same image is no layer more.
  await s.runs('docker tag ubuntu localhost:5000/other');
  const other: CheckSpec = { is: 'image', ref: 'localhost:5000/other', basedOn: 'ubuntu', layersMore: 1 };
  expect(await s.verdict(other)).toMatchObject({ verdict: 'failed', reason: 'layers_more', wanted: '1', found: '0' });

  // Left by exit, and by closing the terminal: told apart.
  screen.types('docker run -it --name second ubuntu /bin/bash');
  await s.becomes({ is: 'session', where: 'container:second' }, 'passed');
  screen.types('exit');
  await s.becomes({ is: 'deed', event: 'detach', container: 'second' }, 'failed', 'left_with_exit');
  // What is typed before the prompt is back goes to the docker command that is ending.
  await s.becomes({ is: 'session', where: 'host-root' }, 'passed');
  screen.types('docker run -it --name third ubuntu /bin/bash');
  await s.becomes({ is: 'session', where: 'container:third' }, 'passed');
  await s.becomes({ is: 'deed', event: 'detach', container: 'third' }, 'failed', 'still_attached');
  screen.close();
  await s.becomes({ is: 'deed', event: 'detach', container: 'third' }, 'failed', 'terminal_closed');
});

test.each([0, 1])('on node %i a detach in an ssh of the student is told by what is left, and says so', async (index) => {
  const node = lab.nodes[index] as LabNode;
  const s = await student(node);
  await s.runs('docker pull -q ubuntu');
  await s.begin([detached]);
  const ssh = await connectSsh(asRoot({ privateKey }, node), connectOptions);
  try {
    const shell = await ssh.openShell({ cols: 80, rows: 24, term: 'xterm' });
    shell.write(Buffer.from('docker run -it --name myubuntu ubuntu /bin/bash\r'));
    await s.becomes(detached, 'failed', 'still_attached');
    shell.write(Buffer.from(keys.detach));
    expect(await s.becomes(detached, 'passed')).toMatchObject({ found: 'state' });
  } finally {
    ssh.close();
  }
});

test('the image of a neighbour is not the work of a student, whichever way it came; their own is', async () => {
  const [maker, other] = [await student(lab.nodes[0] as LabNode), await student(lab.nodes[1] as LabNode)];
  const wanted: CheckSpec[] = [
    { is: 'image', ref: 'localhost:5000/mine', basedOn: 'alpine', layersMore: 1 },
    { is: 'deed', event: 'commit', container: 'mine' },
  ];
  const makes = "docker run --name mine alpine sh -c 'echo hello > /hello.txt' && docker commit mine localhost:5000/mine";
  for (const s of [maker, other]) {
    await s.runs('docker pull -q alpine');
    await s.begin(wanted);
  }
  await maker.runs(makes);
  for (const spec of wanted) await maker.becomes(spec, 'passed');
  const shared = `${lab.registry.host}:${lab.registry.port}/mine`;
  await maker.runs(`docker tag localhost:5000/mine ${shared} && docker push -q ${shared}`);
  const ways = {
    registry: ['', `docker pull -q ${shared} && docker tag ${shared} localhost:5000/mine`],
    load: [await maker.runs('docker save localhost:5000/mine | base64'), 'base64 -d | docker load'],
    import: [await maker.runs('docker export mine | base64'), 'base64 -d | docker import - localhost:5000/mine'],
  } as const;
  for (const [way, [input, script]] of Object.entries(ways)) {
    const { code, stderr } = await execOnNode(name, other.node.name, ['sh', '-c', script], { input });
    expect([way, code, stderr]).toEqual([way, 0, '']);
    const { verdict, checks } = await step(other, wanted);
    expect([way, verdict, checks[1]?.verdict]).toEqual([way, 'failed', expect.objectContaining({ reason: 'deed_missing' })]);
    await other.runs(`docker rmi -f localhost:5000/mine ${way === 'registry' ? shared : ''}`);
  }
  await other.runs(makes);
  for (const spec of wanted) await other.becomes(spec, 'passed');
});

test.each([0, 1])('on node %i a jail is judged by what its program needs, and a terminal by where it stands', async (index) => {
  const s = await student(lab.nodes[index] as LabNode);
  await s.begin([jail, copied]);
  expect(await s.verdict(jail)).toMatchObject({ reason: 'program_missing' });
  await s.runs('mkdir -p /lab/chroot/bin && cp /bin/bash /lab/chroot/bin/');
  expect(await s.verdict(copied)).toMatchObject({ verdict: 'passed' });
  expect(await s.verdict(jail)).toMatchObject({
    verdict: 'failed',
    reason: 'loader_missing',
    wanted: '/lib64/ld-linux-x86-64.so.2',
  });
  await s.runs('mkdir -p /lab/chroot/lib64 && cp /lib64/ld-linux-x86-64.so.2 /lab/chroot/lib64/');
  expect(await s.verdict(jail)).toMatchObject({ reason: 'library_missing', wanted: expect.stringContaining('libc.so.6') });
  const libraries = "ldd /bin/bash | grep -o '/[^ ]*'";
  // The loader does not look there, whatever the name says.
  await s.runs(`for l in $(${libraries}); do cp -L $l /lab/chroot/lib64/; done`);
  expect(await s.verdict(jail)).toMatchObject({ reason: 'library_missing' });
  await s.runs(`for l in $(${libraries}); do mkdir -p /lab/chroot$(dirname $l); cp -L $l /lab/chroot$l; done`);
  expect(await s.verdict(jail)).toMatchObject({ verdict: 'passed' });
  expect(await s.runs('chroot /lab/chroot /bin/bash -c "echo in"')).toBe('in\n');

  const inside: CheckSpec = { is: 'session', where: 'chroot', root: '/lab/chroot', cwd: '/' };
  expect(await s.verdict(inside)).toMatchObject({ verdict: 'errored', cause: 'no_terminal' });
  const screen = await terminal(s);
  await s.becomes(inside, 'failed', 'session_where');
  screen.types('chroot /lab/chroot /bin/bash');
  await s.becomes(inside, 'passed');
  expect(await readTruth(s.look(), { of: 'process.root', name: 'bash' })).toEqual(['/lab/chroot']);
  screen.close();
});

test.each([0, 1])('on node %i what is of yesterday does not count, and no forger turns anything green', async (index) => {
  const s = await student(lab.nodes[index] as LabNode);
  await s.begin(everything);
  await s.runs('docker pull -q ubuntu && docker run -d -it --name myubuntu ubuntu /bin/bash');
  await s.runs("docker exec myubuntu sh -c 'echo hello harbor > /hello.txt'");
  await s.runs(
    `docker commit -a sds -m 'add hello.txt' myubuntu ${made} && mkdir -p /lab/chroot/bin && cp /bin/bash /lab/chroot/bin/`,
  );
  await s.becomes(committed[0] as CheckSpec, 'passed');
  await s.begin(everything);
  for (const spec of [pulled[0], running, committed[0], copied, jail] as CheckSpec[])
    expect(await s.verdict(spec), JSON.stringify(spec)).toMatchObject({ verdict: 'failed', reason: 'stale' });
  for (const spec of [pulled[1], committed[1], detached] as CheckSpec[])
    expect(await s.verdict(spec)).toMatchObject({ verdict: 'failed', reason: 'deed_missing' });
  // Pulled and removed between two looks: what was done counts.
  await s.runs('docker pull -q alpine && docker rmi alpine');
  await s.becomes({ is: 'deed', event: 'pull', image: 'alpine' }, 'passed');

  await s.runs('docker rm -f myubuntu && docker rmi -f $(docker images -aq) && rm -rf /lab');
  await s.begin(everything);
  await s.runs(forgery);
  try {
    const said = await execOnNode(name, s.node.name, ['bash', '-ic', 'docker ps; cat /etc/hostname']);
    expect(said.stdout).toContain('myubuntu');
    for (const one of await verdictsOf(s, everything)) expect(one, JSON.stringify(one)).toMatchObject({ verdict: 'failed' });
    // And who does it rightly is not kept from it.
    await s.runs('/usr/bin/docker pull -q ubuntu && mkdir -p /lab/chroot/bin && /bin/cp /bin/bash /lab/chroot/bin/');
    for (const spec of [...pulled, copied]) await s.becomes(spec, 'passed');
  } finally {
    await s.runs(
      'cd /usr/local/bin && rm -f docker ps ls cat stat sha256sum head base64 readlink; mv /root/.bashrc.kept /root/.bashrc',
    );
  }
});

/** Programs first in PATH, functions and aliases that say that all is done. */
const forgery = `cp /root/.bashrc /root/.bashrc.kept
for p in docker ps ls cat stat sha256sum head base64 readlink; do
  printf '#!/bin/sh\\necho "+ 81ed 100 1 1.000000000 1.000000000 myubuntu ubuntu running"\\nexit 0\\n' > /usr/local/bin/$p; chmod +x /usr/local/bin/$p
done
{ cat <<'END'
docker() { echo myubuntu; }; cat() { echo myubuntu; }; command() { echo ok; }; printf() { echo passed; }; read() { h=forged; }
function /bin/cat { echo myubuntu; }; function /bin/sh { echo passed; }; function /usr/bin/env { echo passed; }
export -f docker cat command printf read
alias ls='echo bash' stat='echo +' ; echo passed; echo 'exit=0'
END
} > /root/forged 2>/dev/null
/bin/cat /root/forged /root/.bashrc.kept > /root/.bashrc`;

test.each([0, 1])('on node %i questions have the truth of that node', async (index) => {
  const s = await student(lab.nodes[index] as LabNode);
  await s.runs('docker pull -q ubuntu');
  await s.begin([]);
  await s.runs('docker run -d --name peek -m 64m ubuntu sleep 600');
  const truth = (spec: Parameters<typeof readTruth>[1]) => readTruth(s.look(), spec);
  const pid = Number((await s.runs("docker inspect -f '{{.State.Pid}}' peek")).trim());
  expect(await truth({ of: 'container.pid', container: 'peek' })).toBe(pid);
  expect(await truth({ of: 'container.pidInside', container: 'peek' })).toBe(1);
  expect(await truth({ of: 'container.memoryMax', container: 'peek' })).toBe(64 * 1024 * 1024);
  const lower = (await s.runs(`grep ' / overlay ' /proc/${pid}/mounts`)).match(/lowerdir=([^,]*)/)?.[1]?.split(':').length;
  expect(await truth({ of: 'container.lowerDirs', container: 'peek' })).toBe(lower);
  expect(await truth({ of: 'engine.version' })).toBe((await s.runs("docker version -f '{{.Server.Version}}'")).trim());
  expect(await truth({ of: 'engine.pid' })).toBe(Number((await s.runs('pidof dockerd')).trim()));
  expect(await truth({ of: 'node.name' })).toContain((await s.runs('hostname')).trim());
  const id = (await s.runs('docker images -q --no-trunc ubuntu')).trim();
  expect(await truth({ of: 'image.id', image: 'ubuntu' })).toBe(id);
  const entries = (await s.look().layers()).entriesDirectory ?? '';
  expect(await truth({ of: 'layers.entries' })).toBe((await s.runs(`ls -A1 ${entries}`)).trim().split('\n').length);
  expect(await s.runs(`ls -1 ${entries}`)).toContain(String(await truth({ of: 'container.initEntry', container: 'peek' })));
  expect(await truth({ of: 'directory.names', path: '/etc/ssh' })).toEqual(expect.arrayContaining(['sshd_config']));
  expect(await truth({ of: 'container.startMs', container: 'peek' })).toBeGreaterThan(0);
  // A node whose kernel does not count it says nothing, as `docker stats` does.
  const counted = !(await s.runs("docker stats --no-stream --format '{{.MemUsage}}' peek")).startsWith('0B');
  expect((await truth({ of: 'container.memoryUsed', container: 'peek' })) !== null).toBe(counted);
  expect(await truth({ of: 'node.uptime' })).toBeGreaterThan(0);

  const ask: CheckSpec = { is: 'answer', ask: { en: 'Which id?' }, kind: 'digest', truth: { of: 'image.id', image: 'ubuntu' } };
  const question = { ...ask, id: 'which' } as CheckSpec;
  expect(await s.verdict(question)).toMatchObject({ reason: 'not_answered' });
  s.says = { which: 'sha256:abcdef123' };
  expect(await s.verdict(question)).toMatchObject({ reason: 'answer_wrong' });
  s.says = { which: id.slice(7, 19) };
  expect(await s.verdict(question)).toMatchObject({ verdict: 'passed' });
  expect(await s.verdict({ is: 'script', run: 'echo no; exit 1' })).toMatchObject({ reason: 'script_said', found: 'no' });
  expect(await s.verdict({ is: 'script', run: 'exit 3' })).toMatchObject({ cause: 'script_failed' });
  expect(await s.verdict({ is: 'http', port: 9 })).toMatchObject({ reason: 'port_silent' });
});

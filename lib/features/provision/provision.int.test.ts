import { afterAll, beforeAll, expect, test } from 'vitest';
import { execOnNode, type Lab, startSshd, stopSshd } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { credentialContext } from '@/lib/fleet/node-row';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobStep } from '@/lib/shared/jobs';
import { type StepInput, startOperationSchema } from '@/lib/shared/operations';
import { type ProvisionLab, startProvisionLab, states, stepsOf } from '@/lib/testing/provision-lab';
import { asUbuntu, connectOptions, until } from '@/lib/testing/test-lab';
import { cancelOperation } from './cancel-operation';
import { resumeOperation } from './resume-operation';
import { startOperation } from './start-operation';
import { runSteps } from './run-steps';
import { createStepNode } from './step-node';
import { makeStep } from './steps';

const name = 'provtest';
let panel: ProvisionLab;
let lab: Lab;
let ctx: Ctx;
let ids: ProvisionLab['ids'];
let run: ProvisionLab['run'];
let ended: ProvisionLab['ended'];
let inside: ProvisionLab['inside'];
let registry: ProvisionLab['registry'];
let nodeOf: ProvisionLab['nodeOf'];
let daemonJson: ProvisionLab['daemonJson'];
let changedSince: ProvisionLab['changedSince'];

beforeAll(async () => {
  const node = { base: 'bookworm', store: 'overlay2', docker: false } as const;
  panel = await startProvisionLab(name, [node, node], async () => {
    // On node1 the login user has sudo.
    await execOnNode(name, 'node1', ['tee', '/etc/sudoers.d/ubuntu'], { input: 'ubuntu ALL=(ALL) NOPASSWD: ALL\n' });
  });
  ({ lab, ctx, ids, run, ended, inside, registry, nodeOf, daemonJson, changedSince } = panel);
}, 300_000);
afterAll(() => panel?.stop());

const whole = (): StepInput[] => [
  { id: 'docker.install' },
  { id: 'docker.start' },
  daemonJson(),
  { id: 'hostname' },
  { id: 'images.pull', images: ['busybox'] },
];

test('a dry run says what it would do and does nothing; the run does it; a second run does nothing', async () => {
  await inside('node0', 'touch /root/mark');
  const dry = await run({ kind: 'node.provision', steps: whole(), dryRun: true });
  expect(dry).toMatchObject({ state: 'done', dryRun: true, resumable: false });
  expect(states(dry)).toEqual(['planned', 'planned', 'planned', 'planned', 'planned']);
  expect(stepsOf(dry)[0]?.detail).toContain('apt-get install docker.io');
  expect(stepsOf(dry)[2]?.detail).toContain(`registry-mirrors: + http://${registry()}`);
  expect(await changedSince('node0', '/root/mark')).toBe('');

  const real = await run({ kind: 'node.provision', steps: whole() });
  expect([real.jobs[0]?.error, stepsOf(real)]).toEqual([null, expect.anything()]);
  expect(states(real)).toEqual(['done', 'done', 'done', 'done', 'done']);
  const written = JSON.parse(await inside('node0', 'cat /etc/docker/daemon.json')) as Record<string, unknown>;
  // What stood there before stands there still.
  expect(written['cgroup-parent']).toBe(`/berth-lab-${name}-node0`);
  expect(written['registry-mirrors']).toEqual([`http://${registry()}`]);
  expect(
    await inside(
      'node0',
      'docker info --format "{{.Driver}} {{.RegistryConfig.Mirrors}}"; docker image ls busybox -q; ls -A /etc/docker | grep -v key.json',
    ),
  ).toMatch(new RegExp(`^overlay2 \\[http://${registry()}/\\]\n[0-9a-f]{12}\ndaemon.json\n$`));
  expect(ctx.fleet.status(ids.get('node0') ?? '').state).toBe('ready');

  await inside('node0', 'touch /root/mark');
  const again = await run({ kind: 'node.provision', steps: whole() });
  expect(states(again)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(await changedSince('node0', '/root/mark')).toBe('');
});

test('a second node by the command of everybody: outputs are collected, exit codes kept, time limited, and what was started is ended', async () => {
  const both = await run(
    { kind: 'node.command', command: 'id -un; echo "$0 $HOME"; read x; echo "end $x"', as: 'root' } as never,
    ['node0', 'node1'],
  );
  expect(both.jobs.map((job) => stepsOfJob(job)[0]?.detail)).toEqual(Array(2).fill('root\n/bin/sh /root\nend'));
  const login = await run({ kind: 'node.command', command: 'id -un; exit 3', as: 'login' } as never);
  expect(login).toMatchObject({ state: 'failed', jobs: [{ error: { code: 'command_failed', detail: 'exit 3\nubuntu' } }] });
  const slow = await run({ kind: 'node.command', command: 'echo begun; sleep 4711', timeoutSeconds: 1 } as never);
  expect(slow.jobs[0]?.error).toEqual({ code: 'command_failed', detail: 'timeout\nbegun' });
  const much = await run({ kind: 'node.command', command: 'yes 0123456789 | head -c 5000000' } as never);
  expect(much.state).toBe('done');
  expect(much.jobs.flatMap(stepsOfJob)[0]?.detail?.length).toBeLessThan(20_000);
  // Cancelled: ended here, and on the node too.
  const { id } = await startOperation(
    ctx,
    startOperationSchema.parse({ kind: 'node.command', command: 'sleep 4711', nodes: ['node0'] }),
  );
  await until(
    'the command to run',
    () => inside('node0', 'pgrep -f "^sleep 4711" | wc -l'),
    (n) => n.trim() === '1',
  );
  await expect(startOperation(ctx, startOperationSchema.parse({ kind: 'node.reset', nodes: ['node0'] }))).rejects.toMatchObject({
    code: 'operation_running',
  });
  await cancelOperation(ctx, { operationId: id });
  expect((await ended(id)).state).toBe('cancelled');
  await until(
    'the command to be gone',
    () => inside('node0', 'pgrep -f "^sleep 4711" | wc -l'),
    (n) => n.trim() === '0',
  );
});

test('a reset names what goes, and leaves Docker as fresh from the package', async () => {
  await inside(
    'node0',
    'docker volume create kept; docker network create made; docker run -d --name web -v kept:/k busybox sleep 600',
  );
  const dry = await run({ kind: 'node.reset', dryRun: true });
  expect(stepsOf(dry)[0]?.detail?.split('\n').sort()).toEqual([
    '- container web (busybox, running)',
    '- image busybox:latest',
    '- network made',
    '- volume kept',
  ]);
  expect(await inside('node0', 'docker ps -q | wc -l')).toBe('1\n');
  const real = await run({ kind: 'node.reset' });
  expect([real.state, states(real)]).toEqual(['done', ['done']]);
  expect(await inside('node0', 'docker ps -aq; docker image ls -q; docker volume ls -q; docker network ls -q | wc -l')).toBe(
    '3\n',
  );
  expect(states(await run({ kind: 'node.reset' }))).toEqual(['ok']);
});

test('a daemon.json that is not valid is refused and left as it is; one that Docker cannot live with is put back', async () => {
  const broken = '{"registry-mirrors": ["http://x"],}\n';
  await execOnNode(name, 'node0', ['tee', '/etc/docker/daemon.json.test'], { input: broken });
  await inside('node0', 'cp /etc/docker/daemon.json /root/good.json; mv /etc/docker/daemon.json.test /etc/docker/daemon.json');
  const refused = await run({ kind: 'node.provision', steps: [daemonJson()] });
  expect(refused.jobs[0]?.error?.code).toBe('daemon_json_invalid');
  expect(await inside('node0', 'cat /etc/docker/daemon.json')).toBe(broken);
  await inside('node0', 'mv /root/good.json /etc/docker/daemon.json');
  const good = await inside('node0', 'cat /etc/docker/daemon.json');
  // Past our own schema: a mirror with a path, which dockerd 20.10 does not start with, and does not take up on a reload.
  const node = nodeOf('node0');
  const mirrors = [`http://${registry()}/path`];
  for (const more of [{}, { logs: { maxSizeMb: 11, maxFiles: 3 } }]) {
    const heard: JobStep[][] = [];
    const step = makeStep({ id: 'docker.daemon-json', mirrors, insecureRegistries: [], overlay2: false, ...more });
    const work = runSteps([step], node, { dryRun: false, report: ({ steps }) => heard.push(steps ?? []) });
    await expect(work).rejects.toMatchObject({ code: expect.stringMatching(/step_failed|docker_down/) });
    expect(heard.at(-1)?.[0]?.state).toBe('undone');
    expect(await inside('node0', 'cat /etc/docker/daemon.json; ls /etc/docker')).toBe(`${good}daemon.json\nkey.json\n`);
    expect(await inside('node0', 'docker version --format "{{.Server.Version}}"')).toMatch(/^20\.10/);
  }
});

test('passwords are set and remembered, and what looks like a command is a password, a name, an image and nothing else', async () => {
  const evil = "$(touch /tmp/canary)`touch /tmp/canary`';touch /tmp/canary;'\"|&";
  const bad = [
    { kind: 'node.provision', steps: [{ id: 'hostname', hostname: evil }] },
    { kind: 'node.provision', steps: [{ id: 'docker.daemon-json', mirrors: [`http://x/${evil}`] }] },
    { kind: 'node.provision', steps: [{ id: 'users.login', user: evil, passwords: { kind: 'same', password: 'x' } }] },
    { kind: 'node.provision', steps: [{ id: 'root.password', passwords: { kind: 'same', password: 'x\nubuntu:y' } }] },
    { kind: 'image.pull', images: [evil] },
  ];
  for (const input of bad) expect(startOperationSchema.safeParse(input).success, JSON.stringify(input)).toBe(false);
  // What a schema did not stop must not become a command either: the steps themselves, without it.
  const node = createStepNode(
    ctx,
    { id: ids.get('node1') ?? '', name: 'node1', loginUser: 'ubuntu' },
    new AbortController().signal,
  );
  const quietly = { dryRun: false, report() {} };
  for (const step of [
    makeStep({ id: 'hostname', hostname: evil }),
    makeStep({ id: 'users.login', user: evil, passwords: { kind: 'same', password: evil } }),
  ])
    await expect(runSteps([step], node, quietly)).rejects.toMatchObject({ code: 'step_failed' });

  const steps: StepInput[] = [
    { id: 'users.login', user: 'ubuntu', passwords: { kind: 'each', byNode: { node1: evil } } },
    { id: 'root.password', passwords: { kind: 'same', password: `${evil} 가` } },
  ];
  await inside('node1', 'passwd -l root');
  const set = await run({ kind: 'node.provision', steps }, ['node1']);
  expect([set.jobs[0]?.error, states(set, 'node1')]).toEqual([null, ['done', 'done']]);
  expect(states(await run({ kind: 'node.provision', steps }, ['node1']), 'node1')).toEqual(['ok', 'ok']);
  // The register knows both: a new connection logs in and becomes root.
  await ctx.fleet.reconnect(ids.get('node1') ?? '');
  expect((await (await ctx.fleet.root(ids.get('node1') ?? '')).run('id -u' as never)).stdout.toString()).toBe('0\n');
  const row = await ctx.db.node.findFirstOrThrow({ where: { name: 'node1' } });
  expect(ctx.keyring.open(row.rootPasswordSealed ?? '', credentialContext(row, 'rootPassword'))).toBe(`${evil} 가`);
  expect(await inside('node1', 'ls /tmp/canary 2>&1; uname -n')).toMatch(/No such file.*\nnode1\n/);
  const rows = await ctx.db.operation.findMany({ where: { state: 'done' } });
  expect(rows.filter((row) => !row.input.includes('"sealed":null'))).toEqual([]);
  expect(JSON.stringify(rows)).not.toContain('canary');
});

test('apt that is locked is said to be; a disk that is full is said to be; and it goes on once they are not', async () => {
  const node = createStepNode(
    ctx,
    { id: ids.get('node1') ?? '', name: 'node1', loginUser: 'ubuntu' },
    new AbortController().signal,
    {
      lockWaitMs: 0,
    },
  );
  const install = () => runSteps([makeStep({ id: 'docker.install' })], node, { dryRun: false, report() {} });
  // perl locks as dpkg does, with fcntl (F_SETLK): flock(1) would be another lock.
  const lock = `perl -e 'use Fcntl; open(my $f, ">", "/var/lib/dpkg/lock-frontend"); my $l = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl($f, F_SETLK, $l) or die; open(my $o, ">", "/run/locked"); sleep 600'`;
  await inside('node1', `setsid ${lock} </dev/null >/dev/null 2>&1 & while [ ! -e /run/locked ]; do sleep 0.05; done`);
  await expect(install()).rejects.toMatchObject({ code: 'package_manager_busy' });
  await inside('node1', 'pkill -x perl; true');
  await inside('node1', 'mount -t tmpfs -o size=4m tmpfs /var/cache/apt/archives && mkdir /var/cache/apt/archives/partial');
  await expect(install()).rejects.toMatchObject({ code: 'disk_full' });
  await inside('node1', 'umount /var/cache/apt/archives');
});

test('an installation whose apt is killed half-way is gone on with', async () => {
  // The connection is cut, and dpkg killed in the middle of unpacking.
  const { id } = await startOperation(
    ctx,
    startOperationSchema.parse({
      kind: 'node.provision',
      steps: [{ id: 'docker.install' }, { id: 'docker.start' }],
      nodes: ['node1'],
    }),
  );
  await inside(
    'node1',
    'i=0; while [ $i -lt 3000 ] && ! grep -q "status half-installed containerd" /var/log/dpkg.log; do i=$((i+1)); sleep 0.01; done; pkill -KILL -x apt-get; pkill -KILL -x dpkg; pkill -KILL -x dpkg-deb; true',
  );
  await stopSshd(name, 'node1', true);
  const failed = await ended(id);
  expect(failed).toMatchObject({ state: 'failed', resumable: true });
  expect(await inside('node1', 'dpkg --audit | head -c 1')).not.toBe('');
  await startSshd(name, 'node1');
  await ctx.fleet.reconnect(ids.get('node1') ?? '');
  await resumeOperation(ctx, { operationId: id });
  const done = await ended(id);
  expect([done.jobs[0]?.error, states(done, 'node1')]).toEqual([null, ['done', 'done']]);
  expect(await inside('node1', 'dpkg --audit; docker version --format "{{.Server.Version}}"')).toMatch(/^20\.10/);
});

test('root login as a step: planned, set up, found; one node whose sshd refuses it is put back and holds up no other', async () => {
  const both = ['node0', 'node1'];
  const steps: StepInput[] = [{ id: 'root.login' }, { id: 'hostname' }];
  const stages = async () =>
    (await ctx.db.node.findMany({ where: { name: { in: both } }, orderBy: { name: 'asc' } })).map((row) => row.rootLogin);
  const files = '/root/.ssh/authorized_keys /etc/ssh/sshd_config.d/00-berth-root-login.conf';
  await run({ kind: 'node.provision', steps: [{ id: 'hostname' }] }, both);
  await inside('node1', "echo 'PermitRootLogin perhaps' >/etc/ssh/sshd_config.d/10-broken.conf");
  for (const node of both) await inside(node, 'touch /root/mark');

  const dry = await run({ kind: 'node.provision', steps, dryRun: true }, both);
  expect(both.map((node) => states(dry, node))).toEqual(Array(2).fill(['planned', 'ok']));
  expect(stepsOf(dry)[0]?.detail?.split('\n')).toEqual([
    expect.stringMatching(
      /^\/root\/.ssh\/authorized_keys: \+ from="[0-9.]+",restrict,pty,port-forwarding ssh-\S+ \S+ berth-panel$/,
    ),
    '/etc/ssh/sshd_config.d/00-berth-root-login.conf: + PermitRootLogin prohibit-password',
    'sshd -t && reload sshd',
    'ssh root@node0',
  ]);
  for (const node of both) expect(await changedSince(node, '/root/mark'), node).toBe('');
  expect(await stages()).toEqual(['none', 'none']);

  const { id } = await startOperation(ctx, startOperationSchema.parse({ kind: 'node.provision', steps, nodes: both }));
  const first = await ended(id);
  expect(first).toMatchObject({ state: 'failed', resumable: true, nodes: { done: 1, failed: 1 } });
  expect(states(first)).toEqual(['done', 'ok']);
  expect(states(first, 'node1')).toEqual(['undone', 'skipped']);
  expect(stepsOf(first, 'node1')[0]?.error).toMatchObject({
    code: 'sshd_config_invalid',
    detail: expect.stringContaining('10-broken.conf'),
  });
  expect(await stages()).toEqual(['done', 'none']);
  expect(await changedSince('node1', '/root/mark')).toBe('');

  await inside('node1', 'rm /etc/ssh/sshd_config.d/10-broken.conf');
  await resumeOperation(ctx, { operationId: id });
  const done = await ended(id);
  expect([done.jobs.map((job) => job.error), states(done, 'node1')]).toEqual([
    [null, null],
    ['done', 'ok'],
  ]);
  expect(await stages()).toEqual(['done', 'done']);
  for (const node of lab.nodes.slice(0, 2)) {
    const nodeId = ids.get(node.name) ?? '';
    const held = await ctx.fleet.ssh(nodeId);
    expect((await held.run('id -un' as never)).stdout.toString()).toBe('root\n');
    const row = await ctx.db.node.findUniqueOrThrow({ where: { id: nodeId } });
    const password = ctx.keyring.open(row.rootPasswordSealed ?? '', credentialContext(row, 'rootPassword'));
    const byPassword = connectSsh({ ...asUbuntu(node), user: 'root', auth: { kind: 'password', password } }, connectOptions);
    await expect(byPassword).rejects.toMatchObject({ code: 'ssh_auth_failed' });
    const ubuntu = await ctx.fleet.openLogin(nodeId);
    await expect(ubuntu.openSocket('/var/run/docker.sock')).rejects.toThrow();
    ubuntu.close();
    expect(await inside(node.name, `stat -c %a ${files}; ls -d /run/berth* 2>/dev/null`)).toBe('600\n644\n');
  }
  const audited = await ctx.db.auditEntry.findMany({ where: { action: 'root-login.setup' } });
  expect(audited.map((event) => event.outcome).sort()).toEqual(['allowed', 'allowed', 'allowed', 'allowed', 'allowed', 'failed']);

  for (const node of both) await inside(node, 'touch /root/mark');
  const picture = () => Promise.all(both.map((node) => inside(node, `stat -c '%n %Y %i' ${files}`)));
  const before = [await picture(), await ctx.db.node.findMany()];
  const again = await run({ kind: 'node.provision', steps }, both);
  expect(both.map((node) => states(again, node))).toEqual(Array(2).fill(['ok', 'ok']));
  for (const node of both) expect(await changedSince(node, '/root/mark'), node).toBe('');
  expect([await picture(), await ctx.db.node.findMany()]).toEqual(before);
});

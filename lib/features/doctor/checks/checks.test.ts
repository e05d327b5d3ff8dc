import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { findingReasons } from '@/lib/shared/doctor';
import { findingIds } from '@/lib/shared/doctor-light';
import type { DockerFacts } from '@/lib/shared/nodes';
import { readFields } from '@/lib/gateways/ssh/fields';
import { formatHostKey } from '@/lib/gateways/ssh/host-keys';
import type { About, Patient } from '../check';
import { parseDockerDaemon } from '../docker-daemon';
import { parseLoginUser } from '../login-user';
import { parseMirrors } from '../registries';
import { parseSshd } from '../sshd-options';
import { checks } from '.';
import { address } from './address';
import { algorithms } from './algorithms';
import { clock } from './clock';
import { credential } from './credential';
import { disk } from './disk';
import { dns } from './dns';
import { dockerAnswers } from './docker-answers';
import { dockerInstalled } from './docker-installed';
import { dockerRunning } from './docker-running';
import { dockerVersion } from './docker-version';
import { hostKey } from './host-key';
import { imageStore } from './image-store';
import { loginShell } from './login-shell';
import { loginUser } from './login-user';
import { maxSessions } from './max-sessions';
import { memory } from './memory';
import { permitRootLogin } from './permit-root-login';
import { type Knock, registry } from './registry';
import { rootLogin } from './root-login';
import { rootPassword } from './root-password';
import { rootWay } from './root-way';
import { socketRights } from './socket-rights';
import { ssh } from './ssh';
import { streamForwarding } from './stream-forwarding';
import { su } from './su';
import { sudo } from './sudo';

const facts: DockerFacts = {
  ...{ version: '20.10.24', apiVersion: '1.41', store: 'overlay2', storageDriver: 'overlay2', rootDir: '/var/lib/docker' },
  ...{ os: 'Debian', kernel: '6.1', arch: 'x86_64', cpus: 2, memoryBytes: 2e9, hostname: 'node0' },
};

/** A node of a class, over a held connection, as `su` makes the panel root. */
function about(more: Omit<Partial<About>, 'status'> & { status?: Partial<About['status']> } = {}): About {
  const { status, ...rest } = more;
  return {
    ...{ host: '10.0.3.10', port: 22, loginUser: 'ubuntu', connectedAs: 'login', credentialKind: 'password' },
    ...{ hostKey: null, rootLogin: 'none', rootLoginReason: null, stages: null },
    ...rest,
    status: {
      ...{ state: 'ready', reason: null, access: { docker: 'su', root: 'su' }, transport: 'dial-stdio', docker: facts },
      ...status,
    },
  };
}

const key = (type: string, fill: number): string => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return formatHostKey(Buffer.concat([length, Buffer.from(type), Buffer.alloc(32, fill)]));
};

test('there is one check for each finding, in the order they are shown in', () => {
  expect(checks.map((check) => check.id)).toEqual([...findingIds]);
  expect(new Set(findingReasons).size).toBe(findingReasons.length);
});

describe('the way there', () => {
  const failedAt = (stage: 'address' | 'port' | 'banner' | 'algorithms' | 'login', code: string, evidence = 'said') =>
    about({
      connectedAs: null,
      status: { state: 'unreachable' },
      stages: { [stage]: { stage, state: 'failed', code: code as never, evidence } },
    });

  test.each([
    ['address', 'address_unknown', 'address_unknown', 'edit'],
    ['address', 'address_refused', 'address_not_allowed', 'edit'],
    ['port', 'node_refused', 'address_closed', 'edit'],
    ['port', 'node_unreachable', 'address_silent', 'reconnect'],
  ] as const)('a connect that ends at %s with %s: %s', (stage, code, reason, fix) => {
    const found = address.conclude(null, failedAt(stage, code));
    expect(found).toMatchObject({ state: 'bad', reason, evidence: 'said', fix: { kind: fix } });
  });

  test('a jump host that is away is why there is no stage at all', () => {
    const found = address.conclude(null, about({ connectedAs: null, stages: {}, status: { state: 'unreachable' } }));
    expect(found).toMatchObject({ state: 'bad', reason: 'address_silent' });
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10', 'ok', 'ssh_speaks', '9.2'],
    ['OpenSSH_10.0p2 Debian-7, OpenSSL 3.5.1 1 Jul 2025', 'ok', 'ssh_speaks', '10.0'],
    ['SSH-2.0-OpenSSH_7.4', 'ok', 'ssh_speaks', '7.4'],
    ['SSH-2.0-OpenSSH_6.6.1p1 Ubuntu-2ubuntu2', 'warn', 'ssh_old', '6.6.1'],
    ['SSH-2.0-dropbear_2022.83', 'warn', 'ssh_other', undefined],
  ])('%s: %s', (evidence, state, reason, version) => {
    const found = ssh.conclude({ state: 'ok', code: null, evidence }, about());
    expect(found).toMatchObject({ state, reason, evidence });
    expect(found.params?.version).toBe(version);
  });

  test('what answers and is no SSH server, and one that hangs up', () => {
    const banner = (code: 'not_ssh' | 'node_refused') => ({ state: 'failed' as const, code, evidence: 'HTTP/1.1 400' });
    expect(ssh.conclude(banner('not_ssh') as never, about())).toMatchObject({ state: 'bad', reason: 'ssh_none' });
    expect(ssh.conclude(banner('node_refused') as never, about())).toMatchObject({ state: 'bad', reason: 'ssh_hung_up' });
  });

  test('only weak algorithms are bad and named; weak ones beside good ones are named and never used', () => {
    const offers = { kex: ['diffie-hellman-group1-sha1'], hostKeys: ['ssh-rsa'], ciphers: ['3des-cbc'], macs: ['hmac-md5'] };
    const stage = { state: 'failed' as const, code: 'ssh_algorithms' as const, evidence: 'no matching', offers };
    const weak = algorithms.conclude({ stage: stage as never, offers: null }, about());
    expect(weak).toMatchObject({ state: 'bad', reason: 'algorithms_weak' });
    expect(weak.evidence).toContain('3des-cbc');
    const also = { ...offers, kex: ['curve25519-sha256', 'diffie-hellman-group1-sha1'] };
    const fine = algorithms.conclude(
      { stage: { state: 'ok', code: null, evidence: null, offers: undefined } as never, offers: also },
      about(),
    );
    expect(fine).toMatchObject({ state: 'ok', evidence: expect.stringContaining('diffie-hellman-group1-sha1') });
  });

  test('the host key is the approved one, new, or changed; another type than asked for says nothing', () => {
    const stage = (hostKeyOffered: string, code: string | null) =>
      ({ stage: 'host_key', state: code ? 'failed' : 'ok', code, evidence: null, hostKey: hostKeyOffered }) as never;
    const ed = key('ssh-ed25519', 1);
    const with_ = (approved: string | null) => about({ hostKey: approved, stages: {} });
    expect(hostKey.conclude(stage(ed, null), with_(ed))).toMatchObject({ state: 'ok', reason: 'host_key_approved' });
    expect(hostKey.conclude(stage(ed, 'host_key_unverified'), with_(null))).toMatchObject({
      ...{ state: 'bad', reason: 'host_key_new', fix: { kind: 'approve_host_key' } },
      evidence: expect.stringMatching(/^ssh-ed25519 SHA256:/),
    });
    expect(hostKey.conclude(stage(key('ssh-ed25519', 2), 'host_key_changed'), with_(ed))).toMatchObject({
      state: 'bad',
      reason: 'host_key_changed',
    });
    expect(hostKey.conclude(stage(key('ssh-rsa', 2), 'host_key_unverified'), with_(ed))).toMatchObject({ state: 'skipped' });
  });

  test('a refused credential is said; one that was refused before was not tried again', () => {
    expect(credential.conclude(null, about())).toMatchObject({ state: 'ok', reason: 'credential_accepted' });
    expect(credential.conclude(null, about({ connectedAs: 'panel_root' }))).toMatchObject({ reason: 'credential_panel_key' });
    const refused = failedAt('login', 'ssh_auth_failed');
    expect(credential.conclude(refused.stages?.login ?? null, refused)).toMatchObject({
      state: 'bad',
      reason: 'credential_refused',
    });
    const before = about({ connectedAs: null, stages: {}, status: { state: 'auth_failed', reason: null } });
    expect(credential.conclude(null, before)).toMatchObject({
      state: 'bad',
      reason: 'credential_not_tried',
      fix: { kind: 'edit' },
    });
    const sealed = about({
      connectedAs: null,
      stages: {},
      status: { state: 'auth_failed', reason: { code: 'credential_unreadable', detail: null } },
    });
    expect(credential.conclude(null, sealed)).toMatchObject({ state: 'bad', reason: 'credential_unreadable' });
    const away = about({ connectedAs: null, stages: {}, status: { state: 'unreachable' } });
    expect(credential.conclude(null, away)).toMatchObject({ state: 'skipped' });
  });

  test('a login shell that does not come to the command is named, with what was said in its place', async () => {
    const patientWho = (answer: () => Promise<string>) => ({ about: about(), ask: answer }) as unknown as Patient;
    expect(await loginShell.examine(patientWho(async () => ''))).toMatchObject({ state: 'ok', reason: 'shell_runs' });
    const refused = (code: ErrorCode) =>
      loginShell.examine(patientWho(() => Promise.reject(new AppError(code, { detail: 'said instead' }))));
    for (const code of ['shell_in_the_way', 'shell_altered', 'shell_slow'] as const)
      expect(await refused(code)).toMatchObject({ state: 'bad', reason: code, evidence: 'said instead' });
    expect(await refused('password_expired')).toMatchObject({ state: 'bad', reason: 'shell_password_expired' });
    await expect(refused('node_lost')).rejects.toThrow();
  });
});

describe('the login user', () => {
  const said = (shell: string, groups: string, socket = '660 root docker /var/run/docker.sock') =>
    parseLoginUser(`passwd=ubuntu:x:1000:1000::/home/ubuntu:${shell}\ngroups=${groups}\nwheel=\nsocket=${socket}\n`);

  test.each([
    ['/bin/bash', 'ubuntu', 'ok', 'login_user_plain'],
    ['/bin/bash', 'ubuntu docker', 'ok', 'login_user_in_docker'],
    ['/usr/sbin/nologin', 'ubuntu', 'bad', 'login_user_no_shell'],
    ['/bin/false', 'ubuntu', 'bad', 'login_user_no_shell'],
  ])('with shell %s in %s: %s', (shell, groups, state, reason) => {
    expect(loginUser.conclude(said(shell, groups), about())).toMatchObject({ state, reason });
  });

  test('one that is not there', () => {
    expect(loginUser.conclude(parseLoginUser('passwd=\ngroups=\n'), about())).toMatchObject({ reason: 'login_user_missing' });
  });

  test.each([
    ['660 root docker /run/docker.sock', 'ubuntu', 'ok', 'socket_closed'],
    ['660 root docker /run/docker.sock', 'ubuntu docker', 'ok', 'socket_docker_group'],
    ['600 root docker /run/docker.sock', 'ubuntu docker', 'ok', 'socket_closed'],
    ['666 root docker /run/docker.sock', 'ubuntu', 'warn', 'socket_everybody'],
    ['', 'ubuntu', 'skipped', 'socket_absent'],
  ])('a socket with %s for %s: %s', (socket, groups, state, reason) => {
    expect(socketRights.conclude(said('/bin/bash', groups, socket), about())).toMatchObject({ state, reason });
  });

  test.each([
    ['sudo=missing', 'sudo_missing'],
    ['sudo=free\nsays=', 'sudo_free'],
    ['sudo=asks\nsays=sudo: a password is required\ngroups= ubuntu sudo ', 'sudo_password'],
    ['sudo=asks\nsays=sudo: a password is required\ngroups= ubuntu ', 'sudo_not_allowed'],
    ['sudo=listed\nsays=    (ALL : ALL) NOPASSWD: ALL ', 'sudo_free'],
    ['sudo=listed\nsays=    (ALL : ALL) ALL ', 'sudo_password'],
    ['sudo=listed\nsays=User ubuntu is not allowed to run sudo on node0. ', 'sudo_not_allowed'],
  ])('%j: %s', (text, reason) => {
    expect(sudo.conclude(readFields(text), about())).toMatchObject({ state: 'ok', reason });
  });

  test('what sudo says in words nobody knows is no conclusion', () => {
    expect(() => sudo.conclude(readFields('sudo=listed\nsays=sudo: unable to open sudoers '), about())).toThrow('unable to open');
  });

  const program = 'su=4755 root /usr/bin/su\nversion=su from util-linux 2.38.1\n';
  test.each([
    [program, 'ubuntu', '', 'ok', 'su_open'],
    [`${program}wheel=auth       required   pam_wheel.so`, 'ubuntu', '', 'bad', 'su_wheel'],
    [`${program}wheel=auth required pam_wheel.so`, 'ubuntu wheel', 'wheel:x:999:', 'ok', 'su_wheel_member'],
    // There is no group wheel, so it is group 0 that may.
    [`${program}wheel=auth required pam_wheel.so`, 'ubuntu wheel', '', 'bad', 'su_wheel'],
    [`${program}wheel=auth required pam_wheel.so group=staff`, 'ubuntu staff', '', 'ok', 'su_wheel_member'],
    [`${program}wheel=auth required pam_wheel.so deny group=nosu`, 'ubuntu nosu', '', 'bad', 'su_wheel'],
    [`${program}wheel=auth required pam_wheel.so deny group=nosu`, 'ubuntu', '', 'ok', 'su_wheel_member'],
    [`${program}wheel=auth sufficient pam_wheel.so trust`, 'ubuntu', '', 'ok', 'su_open'],
    ['su=755 root /usr/bin/su\n', 'ubuntu', '', 'bad', 'su_not_setuid'],
    ['', 'ubuntu', '', 'bad', 'su_missing'],
  ])('%j for %s (%s): %s %s', (text, groups, wheel, state, reason) => {
    const user = parseLoginUser(`passwd=x\ngroups=${groups}\nwheel=${wheel}`);
    expect(su.conclude({ said: readFields(text), user }, about())).toMatchObject({ state, reason });
  });
});

describe('root', () => {
  test('the way in use is said with what it costs, and a refused one with why', () => {
    expect(rootWay.conclude({ id: 'uid=0(root)', refusal: null }, about())).toMatchObject({ state: 'ok', reason: 'way_su' });
    const refused = (code: string) =>
      rootWay.conclude(
        { id: null, refusal: { code, detail: 'su: Authentication failure' } },
        about({ status: { access: null } }),
      );
    expect(refused('root_password_wrong')).toMatchObject({ state: 'warn', reason: 'way_password_refused' });
    expect(refused('su_not_allowed')).toMatchObject({ state: 'warn', reason: 'way_su_refused' });
    expect(refused('root_unavailable')).toMatchObject({ state: 'warn', reason: 'way_none', fix: { kind: 'root_login' } });
  });

  test.each([
    ['root P 2026-11-25 0 99999 7 -1', 'ok', 'root_password_set'],
    ['root L 2026-11-25 0 99999 7 -1', 'bad', 'root_locked'],
    ['root LK 2026-11-25 0 99999 7 -1 (Password locked.)', 'bad', 'root_locked'],
    ['root NP 2026-11-25 0 99999 7 -1', 'bad', 'root_password_empty'],
  ])('%s: %s', (text, state, reason) => {
    expect(rootPassword.conclude({ said: text, refused: null }, about())).toMatchObject({ state, reason });
  });

  test('a locked root does not stop a class that logs in as root', () => {
    const found = rootPassword.conclude({ said: 'root L 2026-11-25', refused: null }, about({ loginUser: 'root' }));
    expect(found).toMatchObject({ state: 'warn', reason: 'root_locked' });
  });

  test('su that refuses the stored password is said as what it is; nonsense is no conclusion', () => {
    const found = rootPassword.conclude({ said: null, refused: 'su: Authentication failure' }, about());
    expect(found).toMatchObject({ state: 'bad', reason: 'root_password_refused', evidence: 'su: Authentication failure' });
    expect(() => rootPassword.conclude({ said: 'passwd: unknown user', refused: null }, about())).toThrow('unknown');
  });

  const sshd = (text: string) => parseSshd(`@root\nport 22\nmaxsessions 10\n${text}@ubuntu\nmaxsessions 10\n${text}`);
  test.each([
    ['no', 'none', 'ubuntu', 'ok', 'permit_no'],
    ['no', 'done', 'ubuntu', 'bad', 'permit_no_but_done'],
    ['no', 'none', 'root', 'bad', 'permit_no_but_done'],
    ['without-password', 'done', 'ubuntu', 'ok', 'permit_key'],
    ['prohibit-password', 'none', 'ubuntu', 'ok', 'permit_key'],
    ['yes', 'none', 'ubuntu', 'warn', 'permit_password'],
    ['forced-commands-only', 'none', 'ubuntu', 'warn', 'permit_commands'],
  ] as const)('PermitRootLogin %s with root login %s of %s: %s', (value, stage, user, state, reason) => {
    const found = permitRootLogin.conclude(sshd(`permitrootlogin ${value}\n`), about({ rootLogin: stage, loginUser: user }));
    expect(found).toMatchObject({ state, reason, evidence: `PermitRootLogin ${value}` });
  });

  test.each([
    ['open channel', 'ok', 'forwarding_on'],
    ['AllowStreamLocalForwarding all', 'ok', 'forwarding_on'],
    ['AllowStreamLocalForwarding local', 'ok', 'forwarding_on'],
    ['AllowStreamLocalForwarding remote', 'warn', 'forwarding_off'],
    ['AllowStreamLocalForwarding no', 'warn', 'forwarding_off'],
    ['DisableForwarding yes', 'warn', 'forwarding_off'],
  ])('%s: %s', (text, state, reason) => {
    expect(streamForwarding.conclude(text, about())).toMatchObject({ state, reason });
  });

  test.each([
    [10, 'ok', 'sessions_enough'],
    [4, 'ok', 'sessions_enough'],
    [1, 'warn', 'sessions_few'],
    [0, 'bad', 'sessions_none'],
  ])('MaxSessions %i: %s', (count, state, reason) => {
    const options = parseSshd(`@root\nmaxsessions 10\n@ubuntu\nmaxsessions ${count}\n`);
    expect(maxSessions.conclude(options, about())).toMatchObject({ state, reason, params: { count } });
  });

  test('a setting that sshd does not list is not guessed', () => {
    const options = parseSshd('@root\nmaxsessions 10\n@ubuntu\nport 22\n');
    expect(() => permitRootLogin.conclude(options, about())).toThrow('PermitRootLogin');
    expect(() => maxSessions.conclude(options, about())).toThrow('MaxSessions');
  });

  test('keywords as OpenSSH 10.6 prints them are read like the lower case of before', () => {
    const options = parseSshd('@root\nPort 22\nPermitRootLogin no\nMaxSessions 7\n@ubuntu\nMaxSessions 7\n');
    expect(permitRootLogin.conclude(options, about())).toMatchObject({ evidence: 'PermitRootLogin no' });
    expect(maxSessions.conclude(options, about())).toMatchObject({ params: { count: 7 } });
  });

  test('what sshd says instead of its settings is an error, not a setting', () => {
    expect(() => parseSshd('@root\n/etc/ssh/sshd_config: line 3: Bad configuration option: Foo\n')).toThrow('Bad configuration');
  });

  test('the root login is open at first, done at last, and said when it was lost', () => {
    const at = (more: Partial<About>) => rootLogin.conclude(null, about(more as never));
    expect(at({})).toMatchObject({ state: 'ok', reason: 'root_login_open' });
    expect(at({ rootLogin: 'done' })).toMatchObject({ state: 'ok', reason: 'root_login_done' });
    expect(at({ loginUser: 'root' })).toMatchObject({ reason: 'root_login_by_register' });
    expect(at({ rootLogin: 'installing' })).toMatchObject({ reason: 'root_login_under_way' });
    const lost = at({ rootLoginReason: { code: 'root_login_lost', detail: null } });
    expect(lost).toMatchObject({ state: 'warn', reason: 'root_login_lost' });
  });
});

describe('Docker', () => {
  const there = 'dockerd=/usr/sbin/dockerd\ndocker=/usr/bin/docker\nversion=Docker version 20.10.24+dfsg1, build 5d6db84\n';
  test.each([
    [`${there}listens=yes\nruns=yes`, 'docker_there', 'docker_runs'],
    [`${there}listens=no\nruns=no`, 'docker_there', 'docker_stopped'],
    [`${there}listens=no\nruns=yes`, 'docker_there', 'docker_elsewhere'],
    // systemd listens for a daemon that is not there yet.
    [`${there}listens=yes\nruns=no`, 'docker_there', 'docker_stopped'],
    ['dockerd=\ndocker=/usr/bin/docker\nlistens=no\nruns=no', 'docker_missing', 'needs_docker'],
    ['dockerd=\ndocker=\nlistens=no\nruns=no', 'docker_missing', 'needs_docker'],
  ])('%j: %s, %s', (text, installed, running) => {
    const daemon = parseDockerDaemon(text);
    expect(dockerInstalled.conclude(daemon, about()).reason).toBe(installed);
    expect(dockerRunning.conclude(daemon, about()).reason).toBe(running);
  });

  test('closed to the login user before the root login is no fault, silence is one', () => {
    const refused = (code: string, runs = true) =>
      dockerAnswers.conclude({ runs, refusal: { code, detail: null } }, about({ status: { access: null } }));
    expect(dockerAnswers.conclude({ runs: true, refusal: null }, about())).toMatchObject({
      state: 'ok',
      reason: 'docker_answers',
    });
    expect(refused('docker_denied')).toMatchObject({ state: 'warn', reason: 'docker_closed', fix: { kind: 'root_login' } });
    expect(refused('su_not_allowed')).toMatchObject({ state: 'warn', reason: 'docker_closed' });
    expect(refused('node_deadline')).toMatchObject({ state: 'bad', reason: 'docker_silent' });
    expect(refused('docker_down', false)).toMatchObject({ state: 'skipped', reason: 'needs_docker' });
  });

  test.each([
    ['20.10.24', 'ok', 'docker_version'],
    ['26.1.5', 'ok', 'docker_version'],
    ['20.09.1', 'warn', 'docker_old'],
    ['19.03.8', 'warn', 'docker_old'],
  ])('version %s: %s', (version, state, reason) => {
    expect(dockerVersion.conclude('', about({ status: { docker: { ...facts, version } } }))).toMatchObject({ state, reason });
    const unasked = dockerVersion.conclude(`Docker version ${version}, build 1`, about({ status: { docker: null } }));
    expect(unasked).toMatchObject({ state, reason });
  });

  test.each([
    ['overlay2', 'overlay2', 'ok', 'store_overlay2'],
    ['containerd', 'overlayfs', 'ok', 'store_containerd'],
    ['other', 'vfs', 'warn', 'store_other'],
  ] as const)('image store %s (%s): %s', (store, storageDriver, state, reason) => {
    expect(imageStore.conclude(null, about({ status: { docker: { ...facts, store, storageDriver } } }))).toMatchObject({
      state,
      reason,
    });
  });
});

describe('the machine', () => {
  const inodes = 'overlay 6553600 200000 6353600 4% /';
  test.each([
    [`/dev/vda1 264212084 29121548 77269364 28% /var/lib/docker\n${inodes}`, 'ok', 'disk_free'],
    [`/dev/vda1 20000000 17000000 3000000 85% /\n${inodes}`, 'warn', 'disk_low'],
    [`/dev/vda1 20000000 19500000 500000 98% /\n${inodes}`, 'bad', 'disk_full'],
    [`/dev/vda1 20000000 20000000 0 100% /\n${inodes}`, 'bad', 'disk_full'],
    ['/dev/vda1 20000000 2000000 17000000 10% /\n/dev/vda1 100000 99990 10 100% /', 'bad', 'disk_no_inodes'],
    // btrfs counts no inodes.
    ['/dev/vda1 20000000 2000000 17000000 10% /\n/dev/vda1 0 0 0 - /', 'ok', 'disk_free'],
    ['//server/a share 20000000 2000000 17000000 10% /\nx 0 0 0 - /', 'ok', 'disk_free'],
  ])('%j: %s', (text, state, reason) => {
    expect(disk.conclude(text, about())).toMatchObject({ state, reason });
  });

  test('df that says nothing is no full disk', () => {
    expect(() => disk.conclude('df: /var/lib/docker: Permission denied', about())).toThrow('Permission denied');
  });

  test.each([
    ['MemTotal:        2000000 kB\nMemAvailable:    1500000 kB\nSwapFree: 0 kB', 'ok', 'memory_free'],
    ['MemTotal:        2000000 kB\nMemAvailable:     150000 kB\nSwapFree: 0 kB', 'warn', 'memory_low'],
  ])('%j: %s', (text, state, reason) => {
    expect(memory.conclude(text, about())).toMatchObject({ state, reason });
  });

  test.each([
    [1_000_000, 'ok', 'clock_right'],
    [1_000_004, 'ok', 'clock_right'],
    [1_000_020, 'warn', 'clock_off'],
    [999_980, 'warn', 'clock_off'],
    [1_000_120, 'bad', 'clock_wrong'],
    [0, 'bad', 'clock_wrong'],
  ])('a clock at %i: %s', (seconds, state, reason) => {
    const found = clock.conclude({ before: 999_999_900, said: `${seconds}.000000000`, after: 1_000_000_100 }, about());
    expect(found).toMatchObject({ state, reason });
    if (state !== 'ok') expect(found.params?.side).toBe(seconds < 1_000_000 ? 'behind' : 'ahead');
  });

  test('a slow answer speaks for the clock', () => {
    const found = clock.conclude({ before: 1_000_000_000, said: '1000000.0', after: 1_000_014_000 }, about());
    expect(found).toMatchObject({ state: 'ok' });
  });

  test('names are looked up where something is pulled from; a mirror by its address needs none', () => {
    const ask = (found: string, byAddress: boolean) =>
      dns.conclude({ name: 'mirror.lab', said: `servers=10.0.0.1 \nfound=${found}`, byAddress }, about());
    expect(ask('10.0.0.9', false)).toMatchObject({ state: 'ok', reason: 'dns_answers' });
    expect(ask('', true)).toMatchObject({ state: 'ok', reason: 'dns_not_needed' });
    expect(ask('', false)).toMatchObject({ state: 'warn', reason: 'dns_silent', params: { servers: '10.0.0.1' } });
  });

  const mirror = { scheme: 'http', host: '10.0.0.2', port: 5000, kind: 'mirror' } as const;
  const hub = { scheme: 'https', host: 'registry-1.docker.io', port: 443, kind: 'hub' } as const;
  test.each<[Knock[], string, string]>([
    [[{ registry: mirror, code: '200' }], 'ok', 'mirror_answers'],
    [[{ registry: mirror, code: '401' }], 'ok', 'mirror_answers'],
    [
      [
        { registry: mirror, code: '000' },
        { registry: hub, code: '401' },
      ],
      'warn',
      'mirror_silent',
    ],
    [
      [
        { registry: mirror, code: '502' },
        { registry: hub, code: '000' },
      ],
      'bad',
      'registry_silent',
    ],
    [[{ registry: hub, code: 'tcp' }], 'ok', 'registry_answers'],
    [[{ registry: hub, code: '000' }], 'bad', 'registry_silent'],
  ])('%j: %s', (knocks, state, reason) => {
    expect(registry.conclude(knocks, about())).toMatchObject({ state, reason });
  });

  test('mirrors come from daemon.json, without the password in them, and never as anything but an address', () => {
    const json = JSON.stringify({
      'registry-mirrors': ['http://10.0.0.2:5000', 'https://me:secret@mirror.lab/', 'file:///etc/shadow', 'nonsense', 7],
    });
    expect(parseMirrors(json)).toEqual([
      { scheme: 'http', host: '10.0.0.2', port: 5000, kind: 'mirror' },
      { scheme: 'https', host: 'mirror.lab', port: 443, kind: 'mirror' },
    ]);
    for (const text of ['', '{', 'null', '[]', '{"registry-mirrors": "x"}']) expect(parseMirrors(text)).toEqual([]);
  });
});

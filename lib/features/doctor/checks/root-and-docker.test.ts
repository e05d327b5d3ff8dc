import { describe, expect, test } from 'vitest';
import { parseInstalled } from '@/lib/gateways/docker/commands/installed';
import type { About } from '../check';
import { parseSshd } from '../sshd-options';
import { clock } from './clock';
import { disk } from './disk';
import { dns } from './dns';
import { dockerAnswers } from './docker-answers';
import { dockerInstalled } from './docker-installed';
import { dockerRunning } from './docker-running';
import { dockerVersion } from './docker-version';
import { imageStore } from './image-store';
import { maxSessions } from './max-sessions';
import { memory } from './memory';
import { permitRootLogin } from './permit-root-login';
import { type Knock, registry } from './registry';
import { rootLogin } from './root-login';
import { rootPassword } from './root-password';
import { rootWay } from './root-way';
import { streamForwarding } from './stream-forwarding';

import { about, facts } from '@/lib/testing/examined-node';

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
    const daemon = parseInstalled(text);
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
    const none = parseInstalled('');
    expect(dockerVersion.conclude(none, about({ status: { docker: { ...facts, version } } }))).toMatchObject({ state, reason });
    const unasked = dockerVersion.conclude(
      parseInstalled(`version=Docker version ${version}, build 1`),
      about({ status: { docker: null } }),
    );
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
});

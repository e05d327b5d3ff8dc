import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { parseInstalled } from '@/lib/gateways/docker/commands/installed';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { findingReasons } from '@/lib/shared/doctor';
import { findingIds } from '@/lib/shared/doctor-light';
import { readFields } from '@/lib/gateways/ssh/fields';
import { formatHostKey } from '@/lib/gateways/ssh/host-key-format';
import type { Subject } from '../check';
import { parseLoginUser } from '../login-user';
import { checks } from '.';
import { address } from './address';
import { algorithms } from './algorithms';
import { credential } from './credential';
import { hostKey } from './host-key';
import { loginShell } from './login-shell';
import { loginUser } from './login-user';
import { socketRights } from './socket-rights';
import { ssh } from './ssh';
import { su } from './su';
import { sudo } from './sudo';

import { about } from '@/lib/testing/examined-node';

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
    const subjectWho = (answer: () => Promise<string>) => ({ about: about(), ask: answer }) as unknown as Subject;
    expect(await loginShell.examine(subjectWho(async () => ''))).toMatchObject({ state: 'ok', reason: 'shell_runs' });
    const refused = (code: ErrorCode) =>
      loginShell.examine(subjectWho(() => Promise.reject(new AppError(code, { detail: 'said instead' }))));
    for (const code of ['shell_in_the_way', 'shell_altered', 'shell_slow'] as const)
      expect(await refused(code)).toMatchObject({ state: 'bad', reason: code, evidence: 'said instead' });
    expect(await refused('password_expired')).toMatchObject({ state: 'bad', reason: 'shell_password_expired' });
    await expect(refused('node_lost')).rejects.toThrow();
  });
});

describe('the login user', () => {
  const said = (shell: string, groups: string) =>
    parseLoginUser(`passwd=ubuntu:x:1000:1000::/home/ubuntu:${shell}\ngroups=${groups}\nwheel=\n`);

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
  ])('a socket with %s for %s: %s', (line, groups, state, reason) => {
    const { socket } = parseInstalled(`runs=yes\nsocket=${line}\n`);
    const found = socketRights.conclude({ socket, groups: groups.split(' ') }, about());
    expect(found).toMatchObject({ state, reason, ...(line !== '' && { evidence: line }) });
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

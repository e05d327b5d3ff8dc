import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { RootLoginLook } from '@/lib/features/root-login/run-root-login';
import type { JobStep } from '@/lib/shared/jobs';
import { runSteps } from '../run-steps';
import type { StepNode } from '../step';
import { rootLogin } from './root-login';

const line = 'from="10.0.3.1",restrict,pty,port-forwarding ssh-ed25519 AAAA berth-panel';
const nothing: RootLoginLook = { ok: false, inPlace: false, line, key: false, config: false, permitRootLogin: 'no' };
const everything: RootLoginLook = {
  ...nothing,
  ...{ ok: true, inPlace: true, key: true, config: true, permitRootLogin: 'without-password' },
};

/** A node that is found so; a set-up is written down and then does what it is told to. */
function scripted(found: RootLoginLook, setUp: () => Promise<void> = async () => {}) {
  const did: string[] = [];
  const told: JobStep[] = [];
  let now = found;
  const node = {
    name: 'node0',
    signal: new AbortController().signal,
    lookAtRootLogin: async () => now,
    async setUpRootLogin() {
      did.push('set up');
      await setUp();
      now = everything;
    },
  } as unknown as StepNode;
  const run = (dryRun = false, step = rootLogin()) =>
    runSteps([step], node, { dryRun, report: ({ steps }) => void told.push(...(steps ?? [])) });
  return { did, run, last: () => told.at(-1) };
}

test('a dry run names the files, the check and the connection, and sets nothing up', async () => {
  const n = scripted(nothing);
  await n.run(true);
  expect(n.did).toEqual([]);
  expect(n.last()).toMatchObject({ state: 'planned' });
  expect(n.last()?.detail?.split('\n')).toEqual([
    `/root/.ssh/authorized_keys: + ${line}`,
    '/etc/ssh/sshd_config.d/00-berth-root-login.conf: + PermitRootLogin prohibit-password',
    'sshd -t && reload sshd',
    'ssh root@node0',
  ]);
});

test('what is there is left out of the plan; where the register alone does not know, it is only proven', async () => {
  const half = scripted({ ...nothing, key: true });
  await half.run(true);
  expect(half.last()?.detail).not.toContain('authorized_keys');
  const unknown = scripted({ ...everything, ok: false });
  await unknown.run(true);
  expect(unknown.last()?.detail).toBe('ssh root@node0');
});

test('it is set up once; a second run leaves it alone', async () => {
  const n = scripted(nothing);
  await n.run();
  expect([n.last()?.state, n.did]).toEqual(['done', ['set up']]);
  await n.run();
  expect([n.last()?.state, n.did]).toEqual(['ok', ['set up']]);
});

test('a set-up that put the node back is said to be taken back; one that never began is not', async () => {
  const back = scripted(nothing, () => Promise.reject(new AppError('root_login_rolled_back', { detail: 'ssh_auth_failed' })));
  await expect(back.run()).rejects.toMatchObject({ code: 'root_login_rolled_back' });
  expect(back.last()).toMatchObject({ state: 'undone', error: { code: 'root_login_rolled_back' } });
  const refused = scripted(nothing, () => Promise.reject(new AppError('root_password_wrong')));
  await expect(refused.run()).rejects.toMatchObject({ code: 'root_password_wrong' });
  expect(refused.last()?.state).toBe('failed');
});

test('the step is one for all nodes, and what went back on one is not said of another', async () => {
  const step = rootLogin();
  const back = scripted(nothing, () => Promise.reject(new AppError('sshd_config_invalid')));
  const lost = scripted(nothing, () => Promise.reject(new AppError('node_lost')));
  await expect(back.run(false, step)).rejects.toMatchObject({ code: 'sshd_config_invalid' });
  await expect(lost.run(false, step)).rejects.toMatchObject({ code: 'node_lost' });
  expect([back.last()?.state, lost.last()?.state]).toEqual(['undone', 'failed']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, type LabNode } from '@/lab/lab';
import { createQueues } from '@/lib/core/queues';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import type { FleetPanel } from '@/lib/testing/fleet-panel';
import { besideSystemd, startSystemdPanel } from '@/lib/testing/systemd-node';
import { asUbuntu, connectOptions, until } from '@/lib/testing/test-lab';
import { installRootLogin, removeRootLogin } from './run-root-login';

const name = 'rlsystemd';
let node: LabNode;
let panel: FleetPanel;
let id: string;

beforeAll(async () => {
  ({ node, panel, id } = await startSystemdPanel(name));
}, 480_000);
afterAll(async () => {
  await panel?.stop();
  await downLab(name);
});

const sh = (script: string) => besideSystemd(name, node.name, script);
const files = '/root/.ssh/authorized_keys /etc/ssh/sshd_config.d/00-berth-root-login.conf';
const guards = "systemctl list-units --no-legend --plain 'run-*.service'; ls -d /run/berth-root-login 2>/dev/null; true";

test('where systemd runs sshd it is reloaded as a unit, and every set-up and removal finds it listening with what it was told', async () => {
  const main = await sh('systemctl show --property MainPID ssh.service');
  // Again and again: a connection right after a reload must not meet the sshd of before, or none.
  for (let turn = 0; turn < 5; turn++) {
    await installRootLogin(panel.runtime, id);
    expect(await panel.row(id)).toMatchObject({ rootLogin: 'done', rootLoginReason: null });
    const byPassword = connectSsh(
      { ...asUbuntu(node), user: 'root', auth: { kind: 'password', password: 'root' } },
      connectOptions,
    );
    await expect(byPassword).rejects.toMatchObject({ code: 'ssh_auth_failed' });
    expect(await sh(guards)).toBe('');
    await removeRootLogin(panel.runtime, id);
    expect(await panel.row(id)).toMatchObject({ rootLogin: 'none', rootLoginReason: null });
  }
  // The same process of the same unit: reloaded, not started anew.
  expect(await sh('systemctl show --property MainPID ssh.service')).toBe(main);
  expect(await sh('systemctl is-active ssh.service')).toBe('active\n');
}, 480_000);

test('the guard is a unit of its own there, and puts everything back when nobody confirms', async () => {
  const fleet = { ...panel.runtime.fleet, openPanelRoot: () => new Promise<never>(() => {}) };
  void installRootLogin({ ...panel.runtime, fleet, queues: createQueues() }, id, { guardSeconds: 2 }).catch(() => {});
  await until(
    'the guard',
    () => sh(guards),
    (now) => /^run-\S+\.service\s+loaded\s+active\s+running\s.*\/run\/berth-root-login\/guard/m.test(now),
  );
  await until(
    'the guard to have put everything back',
    () => sh(`${guards}; ls ${files} 2>/dev/null; true`),
    (now) => now === '',
  );
  await installRootLogin(panel.runtime, id);
  expect((await panel.row(id)).rootLogin).toBe('done');
});

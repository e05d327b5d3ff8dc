import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepInput } from '@/lib/shared/operations';
import { type ProvisionLab, startProvisionLab, states } from '@/lib/testing/provision-lab';
import { oldestAndNewest } from '@/lib/testing/test-lab';

let panel: ProvisionLab;

beforeAll(async () => {
  panel = await startProvisionLab('provnewest', [(await oldestAndNewest())[1]]);
}, 300_000);
afterAll(() => panel?.stop());

test('the newest kind of node, with start-up files that print: planned, prepared, root login set up, and nothing to do again', async () => {
  const steps: StepInput[] = [
    { id: 'docker.install' },
    { id: 'docker.start' },
    // The containerd store is this node's: no storage driver is asked for.
    { ...panel.daemonJson(), overlay2: false },
    { id: 'hostname', hostname: 'newest' },
    { id: 'images.pull', images: ['busybox'] },
    { id: 'root.login' },
  ];
  await panel.inside('node0', 'touch /root/mark');
  const dry = await panel.run({ kind: 'node.provision', steps, dryRun: true });
  expect(states(dry)).toEqual(['ok', 'ok', 'planned', 'planned', 'planned', 'planned']);
  expect(await panel.changedSince('node0', '/root/mark')).toBe('');

  const real = await panel.run({ kind: 'node.provision', steps });
  expect([real.jobs[0]?.error, states(real)]).toEqual([null, ['ok', 'ok', 'done', 'done', 'done', 'done']]);
  expect(
    await panel.inside(
      'node0',
      'uname -n; docker image ls -q busybox | wc -l; docker info --format "{{.RegistryConfig.Mirrors}}"',
    ),
  ).toBe(`newest\n1\n[http://${panel.registry()}/]\n`);
  const held = await panel.ctx.fleet.ssh(panel.ids.get('node0') ?? '');
  expect((await held.run('id -un' as never)).stdout.toString()).toBe('root\n');

  await panel.inside('node0', 'touch /root/mark');
  expect(states(await panel.run({ kind: 'node.provision', steps }))).toEqual(Array(6).fill('ok'));
  expect(await panel.changedSince('node0', '/root/mark')).toBe('');
});

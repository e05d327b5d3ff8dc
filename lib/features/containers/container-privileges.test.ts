import { afterEach, beforeEach, expect, test } from 'vitest';
import { updateClass } from '@/lib/features/classes/classes';
import { getNode } from '@/lib/features/nodes/nodes';
import { containerEndpoints } from '@/lib/shared/api/containers';
import type { RunContainer } from '@/lib/shared/containers';
import { blankRun } from '@/lib/shared/run-line';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { runContainer } from './containers';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const run = (asked: Partial<RunContainer>) => ({ ...blankRun(), image: 'ubuntu', node: 'node0', ...asked });
const volume = (source: string) => ({ volumes: [{ source, target: '/x', readOnly: false }] });

const reaching: Array<[Partial<RunContainer>, string, string]> = [
  [{ privileged: true }, 'privileged', '--privileged'],
  [volume('/'), 'volumes.0', '-v /:/x'],
  [{ capAdd: ['ALL'] }, 'capAdd.0', '--cap-add ALL'],
  [{ devices: ['/dev/sda'] }, 'devices.0', '--device /dev/sda'],
  [{ network: 'host' }, 'network', '--network host'],
  [{ pid: 'host' }, 'pid', '--pid host'],
];

test.each(reaching)('a student is refused %j, and told at its field why', async (asked, path, flag) => {
  const student = await panel.as('own');
  await expect(runContainer(student, run(asked))).rejects.toMatchObject({
    code: 'container_privilege',
    detail: flag,
    fieldErrors: [{ path }],
  });
  expect(panel.touched).toEqual([]);
  const body = containerEndpoints['POST /nodes/{node}/containers'].body.safeParse({ image: 'ubuntu', ...asked });
  expect(body.success).toBe(true);
});

test('a student runs what stays within Docker', async () => {
  const student = await panel.as('own');
  const within = { ...volume('data'), network: 'lab', memoryBytes: 2 ** 26, restart: 'always' as const };
  await expect(runContainer(student, run(within))).resolves.toMatchObject({ name: 'web' });
});

test('staff may, and the audit says what was given; a class may let its students', async () => {
  const [staff, student] = [await panel.as('instructor'), await panel.as('own')];
  await runContainer(staff, run({ privileged: true, capAdd: ['ALL'] }));
  const lines = await staff.db.auditEntry.findMany({ where: { action: 'container.run' } });
  expect(lines.map(({ detail }) => detail)).toEqual([expect.stringContaining('["--privileged","--cap-add ALL"]')]);
  expect(await getNode(student, { node: 'node0' })).toMatchObject({ mayGivePrivileges: false });
  expect(await getNode(staff, { node: 'node0' })).toMatchObject({ mayGivePrivileges: true });

  await updateClass(staff, { classId: idOf('classa'), containerPrivileges: true });
  expect(await getNode(student, { node: 'node0' })).toMatchObject({ mayGivePrivileges: true });
  await expect(runContainer(student, run(volume('/etc')))).resolves.toMatchObject({ name: 'web' });
});

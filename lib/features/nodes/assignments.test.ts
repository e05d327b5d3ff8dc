import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { assignNode } from './assignments';

let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('admin');
});
afterEach(() => panel.stop());

const holders = async (node: string) =>
  (await ctx.db.assignment.findMany({ where: { nodeId: idOf(node) } })).map(({ userId }) => userId);
const given = () => ctx.db.auditEntry.count({ where: { action: { in: ['node.assign', 'node.unassign'] } } });

test('a node goes to members of its class only, and nothing is stored of another try', async () => {
  const notEnrolled = { code: 'invalid_input', fieldErrors: [{ path: 'userId', message: 'not_enrolled' }] };
  // The other class' instructor, somebody of no class, and nobody.
  for (const userId of [idOf('stranger'), idOf('admin'), idOf('nobody')])
    await expect(assignNode(ctx, { node: 'node0', userId, from: 'node1' })).rejects.toMatchObject(notEnrolled);
  expect([await holders('node0'), await holders('node1'), await given()]).toEqual([[idOf('own')], [idOf('other')], 0]);
});

test('a node of no class goes to any account there is', async () => {
  await ctx.db.node.update({ where: { id: idOf('node0') }, data: { classId: null } });
  await expect(assignNode(ctx, { node: 'node0', userId: idOf('nobody') })).rejects.toMatchObject({ code: 'invalid_input' });
  await assignNode(ctx, { node: 'node0', userId: idOf('stranger') });
  expect((await holders('node0')).toSorted()).toEqual([idOf('own'), idOf('stranger')].toSorted());
});

test('given twice is given once, and a swap takes the old node in the same step', async () => {
  for (let i = 0; i < 2; i++) await assignNode(ctx, { node: 'node0', userId: idOf('other'), from: 'node1' });
  expect([(await holders('node0')).toSorted(), await holders('node1')]).toEqual([[idOf('other'), idOf('own')].toSorted(), []]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { listNodes, summarizeNodes } from '@/lib/features/nodes/list-nodes';
import {
  changeClassRootLogins,
  getRootLogin,
  listClassRootLogins,
  resumeRootLogins,
  setUpRootLogin,
  takeBackRootLogin,
} from './root-login';

let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('admin');
});
afterEach(() => panel.stop());

const row = (name: string) => ctx.db.node.findFirstOrThrow({ where: { name } });

test('a set-up that cannot become root ends where it began, says why, and keeps nothing of a typed password', async () => {
  await ctx.db.node.updateMany({ where: { name: 'node1' }, data: { rootLogin: 'at_root' } });
  const secret = 'a typed password';
  const { id } = await setUpRootLogin(ctx, { node: 'node1', rootPassword: secret });
  await expect.poll(async () => (await ctx.db.job.findUniqueOrThrow({ where: { id } })).state).toBe('failed');
  // The student's ticks stay.
  expect(await row('node1')).toMatchObject({ rootLogin: 'at_root', rootPasswordSealed: null });
  expect((await getRootLogin(ctx, { node: 'node1' })).reason).toMatchObject({ code: 'node_unreachable' });
  const everything = JSON.stringify([await panel.dump(), await ctx.db.auditEntry.findMany(), panel.log]);
  expect(everything).not.toContain(secret);
  expect(await ctx.db.auditEntry.count({ where: { action: 'root-login.setup', outcome: 'failed' } })).toBe(1);
});

test.each([
  ['set-up', 'none', 'none'],
  ['set-up', 'done', 'done'],
  ['set-up', 'removing', 'done'],
  ['remove', 'none', 'none'],
  ['remove', 'shell', 'shell'],
  ['remove', 'done', 'done'],
  ['remove', 'removing', 'done'],
] as const)(
  'a %s that fails at once leaves %s as %s: a root login is neither forgotten nor made up',
  async (what, before, after) => {
    await ctx.db.node.updateMany({ where: { name: 'node1' }, data: { rootLogin: before } });
    const { id } = await (what === 'set-up' ? setUpRootLogin : takeBackRootLogin)(ctx, { node: 'node1' });
    await expect.poll(async () => (await ctx.db.job.findUniqueOrThrow({ where: { id } })).state).toBe('failed');
    expect(await row('node1')).toMatchObject({ rootLogin: after, rootLoginReason: expect.stringContaining('"code"') });
  },
);

test('while one is under way on a node, another is refused; of many, each node has its own outcome', async () => {
  const about = {
    kind: 'node.root-login',
    nodeId: idOf('node1'),
    createdById: idOf('admin'),
    subject: 'set-up',
    input: {},
  } as const;
  await ctx.jobs.start(about, ({ signal }) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())));
  await expect(setUpRootLogin(ctx, { node: 'node1' })).rejects.toThrow(expect.objectContaining({ code: 'operation_running' }));
  const { items } = await changeClassRootLogins(ctx, { classId: idOf('classa'), action: 'set-up', remember: false });
  expect(items.map(({ node, jobId, error }) => [node, jobId !== null, error?.code ?? null])).toEqual([
    ['node0', true, null],
    ['node1', false, 'operation_running'],
  ]);
});

test('of several started on a node at the same moment one goes on, and the others are refused', async () => {
  const starts = await Promise.allSettled([
    setUpRootLogin(ctx, { node: 'node1' }),
    takeBackRootLogin(ctx, { node: 'node1' }),
    setUpRootLogin(ctx, { node: 'node1' }),
  ]);
  expect(starts.map((start) => (start.status === 'fulfilled' ? 'started' : start.reason.code))).toEqual([
    'started',
    'operation_running',
    'operation_running',
  ]);
  expect(await ctx.db.job.count({ where: { nodeId: idOf('node1'), kind: 'node.root-login' } })).toBe(1);
});

test('a login user who is root counts as done here as in the numbers of the class', async () => {
  await ctx.db.node.updateMany({ where: { name: 'node0' }, data: { loginUser: 'root', rootLogin: 'none' } });
  const { fleet } = ctx;
  ctx = { ...ctx, fleet: { ...fleet, status: (id) => ({ ...fleet.status(id), docker: {} as never }) } };
  const { items } = await listClassRootLogins(ctx, { classId: idOf('classa') });
  const numbers = await summarizeNodes(ctx, { class: idOf('classa') });
  expect(items.map(({ node, stage, rootLogin }) => [node, stage, rootLogin])).toContainEqual(['node0', 'none', true]);
  expect(items.filter(({ rootLogin }) => rootLogin)).toHaveLength(numbers.rootLogin);
});

test('a stored reason that cannot be read is none, and the nodes of the class are listed all the same', async () => {
  await ctx.db.node.updateMany({ where: { name: 'node1' }, data: { rootLoginReason: '{"code":"node_lo' } });
  const { items } = await listClassRootLogins(ctx, { classId: idOf('classa') });
  expect(items.map(({ node, reason }) => [node, reason])).toEqual([
    ['node0', null],
    ['node1', null],
  ]);
  expect((await listNodes(ctx, { limit: 10 })).items.map(({ rootLoginReason }) => rootLoginReason)).toEqual([null, null, null]);
});

test('what was under way when the panel stopped is taken up again', async () => {
  await ctx.db.node.updateMany({ where: { name: 'node0' }, data: { rootLogin: 'installing' } });
  await resumeRootLogins(panel.runtime);
  // The double's node lets nobody be root: it ends in a known state instead of staying under way.
  await expect.poll(async () => (await row('node0')).rootLogin).toBe('none');
  expect(panel.touched).toContain(`${idOf('node0')} root`);
});

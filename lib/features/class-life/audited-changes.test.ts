import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClass, updateClass } from '@/lib/features/classes/classes';
import { enrol, mendMember, unenrol } from '@/lib/features/classes/enrolments';
import { importRoster } from '@/lib/features/classes/roster';
import { assignNode, unassignNode } from '@/lib/features/nodes/assignments';
import { setClassRegistry } from '@/lib/features/class-registry/class-registry';
import { setClassDefaults } from '@/lib/features/nodes/class-defaults';
import { approveHostKey } from '@/lib/features/nodes/approve-host-key';
import { importNodes } from '@/lib/features/node-import/import-nodes';
import { createNode, updateNode } from '@/lib/features/nodes/nodes';
import type { Ctx } from '@/lib/core/runtime';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { deleteClass } from './delete-class';
import { moveNodes } from './move-nodes';
import { removeNode } from './remove-nodes';

const [classId, classB, node, userId] = [idOf('classa'), idOf('classb'), idOf('node0'), idOf('own')];
const offered = makeKeyPair().publicKey;
const newNode = {
  name: 'node9',
  host: '198.51.100.9',
  port: 22,
  loginUser: 'ubuntu',
  credential: { kind: 'password' as const, password: 'a secret' },
};
const csv = 'name,host,user,password\nnode7,198.51.100.7,pi,a secret';
let panel: ApiPanel;
let ctx: Ctx;

beforeEach(async () => {
  panel = await startApiPanel();
  const { runtime } = panel;
  await runtime.jobs.cancel(panel.jobId, idOf('instructor'));
  await runtime.db.job.updateMany({ data: { state: 'done' } });
  await runtime.db.node.update({ where: { id: node }, data: { hostKey: null, offeredHostKey: offered } });
  ctx = await panel.as('admin');
});
afterEach(() => panel.stop());

const changes: Record<string, (c: Ctx) => Promise<unknown>> = {
  'class.create': (c) => createClass(c, { name: 'spring' }),
  'class.update': (c) => updateClass(c, { classId, name: 'spring', closed: true }),
  'class.enrol': (c) => enrol(c, { classId, userId: idOf('stranger'), role: 'instructor' }),
  'class.unenrol': (c) => unenrol(c, { classId, userId }),
  'user.update': (c) => mendMember(c, { classId, userId, name: '김민수' }),
  'class.roster': (c) => importRoster(c, { classId, lines: 'New One, new@x.example', assign: true, dryRun: false }),
  'class.defaults': (c) => setClassDefaults(c, { classId, loginUser: 'pi', port: 2200, jumpNodeId: null }),
  'class.registry': (c) => setClassRegistry(c, { classId, kind: 'address', url: 'http://198.18.0.2:5000' }),
  'class.delete': (c) => deleteClass(c, { classId, dryRun: false, takeBack: false }),
  'node.create': (c) => createNode(c, { ...newNode, classId }),
  'node.update': (c) => updateNode(c, { node, name: 'lab0' }),
  'node.delete': (c) => removeNode(c, { node, takeBack: false }),
  'node.move': (c) => moveNodes(c, { classId, nodes: [node], to: classB, dryRun: false }),
  'node.assign': (c) => assignNode(c, { node, userId: idOf('other') }),
  'node.assign, with another node taken': (c) => assignNode(c, { node: idOf('node1'), userId, from: node }),
  'node.unassign': (c) => unassignNode(c, { node, userId }),
  'node.approve-host-key': (c) => approveHostKey(c, { node, sha256: presentHostKey(offered)?.sha256 ?? '' }),
  'node.import': (c) => importNodes(c, { classId, text: csv, format: 'csv', dryRun: false }),
};

test.each(Object.keys(changes))('%s stands in the audit, or is not done', async (name) => {
  const change = changes[name] as (c: Ctx) => Promise<unknown>;
  const [action] = name.split(',');
  const before = await panel.dump();
  const unable: Ctx = {
    ...ctx,
    audit: {
      ...ctx.audit,
      // As late as a full disk would be met: the line is written, and the transaction is not.
      did: async (by, what, target, detail) => {
        await ctx.audit.did(by, what, target, detail);
        if (what === action) throw new Error('The audit cannot be written.');
      },
    },
  };
  await change(unable).catch(() => {});
  expect(await panel.dump()).toBe(before);
  await change(ctx);
  expect(await ctx.db.auditEntry.count({ where: { action, outcome: 'allowed' } })).toBeGreaterThan(0);
});

test('a swap leaves a student one node, and tells them once', async () => {
  const told: string[] = [];
  ctx.bus.subscribe('access.changed', (event) => told.push(event.userId));
  await assignNode(ctx, { node: idOf('node1'), userId, from: node });
  const held = await ctx.db.assignment.findMany({ where: { userId } });
  expect([held.map(({ nodeId }) => nodeId), told]).toEqual([[idOf('node1')], [userId]]);
  const foreign = { node: idOf('node1'), userId, from: idOf('nowhere') };
  await expect(assignNode(ctx, foreign)).rejects.toMatchObject({ code: 'not_found' });
});

test('a change of a node says what was before and after, and of secrets only that they changed', async () => {
  const secret = 'canary-of-a-password';
  await updateNode(ctx, {
    node,
    name: 'lab0',
    port: 2222,
    credential: { kind: 'password', password: secret },
    rootPassword: `${secret}-of-root`,
  });
  await updateNode(ctx, { node, name: 'lab0', rootPassword: null });
  const lines = await ctx.db.auditEntry.findMany({ where: { action: 'node.update' }, orderBy: { at: 'asc' } });
  const details = lines.map(({ detail }) => JSON.parse(detail ?? '{}'));
  expect(details).toHaveLength(2);
  expect(details).toContainEqual({
    name: ['node0', 'lab0'],
    port: [expect.any(Number), 2222],
    credential: 'set',
    rootPassword: 'set',
  });
  expect(details).toContainEqual({ rootPassword: 'forgotten' });
  expect(JSON.stringify(lines)).not.toContain(secret);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/lib/core/runtime';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { getClassDefaults, setClassDefaults } from '@/lib/features/nodes/class-defaults';
import { openCredential } from '@/lib/fleet/node-row';
import { exportNodes } from './export-nodes';
import { importNodes } from './import-nodes';

let panel: ApiPanel;
let ctx: Ctx;
const classId = idOf('classa');

beforeEach(async () => {
  panel = await startApiPanel();
  ctx = await panel.as('instructor');
});
afterEach(() => panel.stop());

const run = (text: string, more: Partial<Ctx> = {}) => importNodes({ ...ctx, ...more }, { classId, text, dryRun: false });
const nodeNamed = (name: string) =>
  ctx.db.node.findFirstOrThrow({ where: { name }, include: { assignments: { include: { user: true } }, jumpNode: true } });
const audited = () =>
  ctx.db.auditEntry.findMany({ where: { action: { in: ['node.import', 'node.approve-host-key', 'class.defaults'] } } });

test('good lines go in, bad ones are named, students get their nodes, and whoever lost or won something is told', async () => {
  const heard: unknown[] = [];
  ctx.bus.subscribe('node.updated', (event) => heard.push(event.nodeId));
  ctx.bus.subscribe('access.changed', (event) => heard.push(event.userId));
  const text =
    'name,host,user,password,student\nx,10.0.0.1,ubuntu,s3cret-1,own@berth.test\ny,10.0.0.2,ubuntu,s3cret-2,nobody@berth.test\n';
  const result = await run(text);
  expect(result.items.map(({ state, problems }) => [state, problems.map(({ code }) => code)])).toEqual([
    ['add', []],
    ['bad', ['student_unknown']],
  ]);
  const x = await nodeNamed('x');
  expect(x).toMatchObject({ classId, host: '10.0.0.1', loginUser: 'ubuntu', hostKey: null, state: 'connecting' });
  expect(openCredential(ctx.keyring, x)).toEqual({ kind: 'password', password: 's3cret-1' });
  expect(x.assignments.map(({ user }) => user.email)).toEqual(['own@berth.test']);
  expect(heard).toEqual([x.id, idOf('own')]);
  expect(await ctx.db.node.count({ where: { name: 'y' } })).toBe(0);
  // Nothing that is secret is in the answer, the audit or the log.
  const said = JSON.stringify([result, await audited(), panel.log.lines]);
  expect(said).toContain('10.0.0.1');
  expect(said).not.toContain('s3cret');
});

test('a dry run stores nothing, not even in the audit', async () => {
  const before = await panel.dump();
  const result = await importNodes(ctx, { classId, text: 'name,host,user,password\nx,10.0.0.1,ubuntu,p', dryRun: true });
  expect(result).toMatchObject({ dryRun: true, counts: { add: 1 }, items: [{ node: null }] });
  expect(await panel.dump()).toBe(before);
  expect(await audited()).toEqual([]);
});

test('jump hosts of the text itself are written before those who need them', async () => {
  await run(
    'name,host,user,password,jump\ninner,10.0.0.2,ubuntu,p,gate\nmost,10.0.0.3,ubuntu,p,inner\ngate,203.0.113.7,ubuntu,p,\n',
  );
  expect((await nodeNamed('inner')).jumpNode?.name).toBe('gate');
  expect((await nodeNamed('most')).jumpNode?.name).toBe('inner');
});

test('many nodes, in several transactions', async () => {
  const text = 'x[0-129] ubuntu@10.0.1.[0-129]';
  await setClassDefaults(ctx, {
    classId,
    loginUser: null,
    port: 2222,
    jumpNodeId: null,
    credential: { kind: 'password', password: 'p' },
  });
  expect((await run(text)).counts).toEqual({ add: 130, update: 0, same: 0, bad: 0 });
  expect(await ctx.db.node.count({ where: { classId, port: 2222 } })).toBe(130);
  expect((await run(text)).counts).toEqual({ add: 0, update: 0, same: 130, bad: 0 });
});

test('a node somebody changes between the plan and the write is left to them; the others go in', async () => {
  await run('name,host,user,password\nx,10.0.0.1,ubuntu,p\ny,10.0.0.2,ubuntu,p\n');
  let meddled = false;
  const db = new Proxy(ctx.db, {
    get: (target, key) => {
      const value = Reflect.get(target, key) as unknown;
      if (key !== '$transaction') return value;
      return async (...given: Parameters<typeof target.$transaction>) => {
        if (!meddled) await target.node.updateMany({ where: { name: 'x' }, data: { host: '10.9.9.9', updatedAt: new Date(0) } });
        meddled = true;
        return target.$transaction(...given);
      };
    },
  });
  const result = await run('name,host,user,password\nx,10.0.0.1,ubuntu,new\ny,10.0.0.2,ubuntu,new\nz,10.0.0.3,ubuntu,new\n', {
    db,
  });
  expect(result.items.map(({ state, problems }) => problems[0]?.code ?? state)).toEqual(['changed_meanwhile', 'update', 'add']);
  expect(await nodeNamed('x')).toMatchObject({ host: '10.9.9.9' });
  expect(openCredential(ctx.keyring, await nodeNamed('y'))).toMatchObject({ password: 'new' });
});

test('a node of another class is neither taken nor shown, and another class cannot be imported into', async () => {
  const before = await ctx.db.node.findUniqueOrThrow({ where: { id: idOf('node2') } });
  expect((await run('name,host,user,password\nnode2,198.18.0.2,ubuntu,p')).counts).toMatchObject({ add: 1, bad: 0 });
  expect(await ctx.db.node.findUniqueOrThrow({ where: { id: idOf('node2') } })).toEqual(before);
  expect(await ctx.db.node.count({ where: { name: 'node2' } })).toBe(2);
  const other = { classId: idOf('classb'), text: 'a 10.0.0.1', dryRun: true };
  await expect(importNodes(ctx, other)).rejects.toThrow(expect.objectContaining({ code: 'not_found' }));
  await expect(exportNodes(ctx, { classId: idOf('classb'), format: 'csv' })).rejects.toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
});

test('the defaults of a class: kept, changed and forgotten; what is secret is stored sealed and never told', async () => {
  const open = { loginUser: 'ubuntu', port: null, jumpNodeId: null };
  const set = { ...open, credential: { kind: 'password', password: 's3cret' } as const, rootPassword: 's3cret-root' };
  expect(await setClassDefaults(ctx, { classId, ...set })).toEqual({
    ...open,
    credentialKind: 'password',
    hasRootPassword: true,
  });
  expect(await setClassDefaults(ctx, { classId, ...open, loginUser: 'root' })).toMatchObject({
    credentialKind: 'password',
    loginUser: 'root',
  });
  const row = await ctx.db.class.findUniqueOrThrow({ where: { id: classId } });
  expect(JSON.stringify([row, await audited()])).not.toContain('s3cret');
  // Moved to another class it opens nothing.
  await ctx.db.class.update({ where: { id: idOf('classb') }, data: { defaultCredentialSealed: row.defaultCredentialSealed } });
  const admin = { ...ctx, actor: { ...ctx.actor, role: 'admin' as const } };
  const result = await importNodes(admin, { classId: idOf('classb'), text: 'q ubuntu@10.0.0.1', dryRun: true });
  expect(result.items[0]?.problems[0]?.code).toBe('credential_missing');
  expect(await setClassDefaults(ctx, { classId, ...open, credential: null, rootPassword: null })).toMatchObject({
    credentialKind: null,
    hasRootPassword: false,
  });
  // A jump host that is taken out of the register is one no more, and nothing stands still for it.
  await setClassDefaults(ctx, { classId, ...open, jumpNodeId: idOf('node1') });
  await ctx.db.node.delete({ where: { id: idOf('node1') } });
  expect((await getClassDefaults(ctx, { classId })).jumpNodeId).toBeNull();
  expect((await run('name,host,password\nx,10.0.0.1,p')).counts.add).toBe(1);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { type Audit, type AuditRecord, auditLimits } from './audit';
import { createAudit } from './create-audit';

let panel: ApiPanel;
let audit: Audit;
let clock: number;

beforeEach(async () => {
  panel = await startApiPanel();
  clock = Date.parse('2026-03-01T09:00:00Z');
  const { db, log, newId } = panel.runtime;
  audit = createAudit({ db, log, newId, now: () => new Date(clock), retentionDays: 30 });
});
afterEach(async () => {
  await audit.stop();
  await panel.stop();
});

const own = { actorId: idOf('own'), actorName: 'own', address: '192.0.2.1' };
const lines = () => panel.runtime.db.auditEntry.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }] });
const did = () => ({ actor: { id: idOf('own'), name: 'own' }, address: '192.0.2.1', db: panel.runtime.db });

test('a line has the name and the class its target had at that moment', async () => {
  await audit.did(did(), 'container.start', `container:${idOf('node0')}/web`);
  await audit.did(did(), 'node.update', `node:${idOf('node2')}`, { fields: ['name'] });
  await audit.did(did(), 'user.update', `user:${idOf('other')}`, { role: 'instructor' });
  await panel.runtime.db.node.deleteMany();
  expect((await lines()).map(({ targetName, classId, detail }) => [targetName, classId, detail]).sort()).toEqual(
    [
      ['node0/web', idOf('classa'), null],
      ['node2', idOf('classb'), '{"fields":["name"]}'],
      ['other@berth.test', null, '{"role":"instructor"}'],
    ].sort(),
  );
});

test('a change and its line are stored together or not at all', async () => {
  const { db } = panel.runtime;
  const change = db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: idOf('own') }, data: { name: 'changed' } });
    await audit.did({ ...did(), db: tx }, 'user.update', `user:${idOf('own')}`);
    throw new Error('taken back');
  });
  await expect(change).rejects.toThrow('taken back');
  expect(await lines()).toEqual([]);
  const broken = createAudit({ ...panel.runtime, newId: () => idOf('taken') });
  await broken.did(did(), 'user.update', `user:${idOf('own')}`);
  const unaudited = db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: idOf('own') }, data: { name: 'changed' } });
    await broken.did({ ...did(), db: tx }, 'user.update', `user:${idOf('own')}`);
  });
  await expect(unaudited).rejects.toThrow();
  expect((await db.user.findUniqueOrThrow({ where: { id: idOf('own') } })).name).toBe('own');
});

test('work has its line before it begins; what it says goes into that line, and how it ended', async () => {
  const intent = await audit.begin({ ...own, action: 'container.run', target: `node:${idOf('node0')}` }, 'other');
  expect((await lines()).map((line) => line.outcome)).toEqual(['started']);
  await intent.audit.did(did(), 'node.assign', `node:${idOf('node0')}`);
  await intent.audit.did(did(), 'container.run', `container:${idOf('node0')}/abc`, { image: 'ubuntu' });
  await intent.settle('allowed');
  expect((await lines()).map(({ action, target, outcome }) => [action, target, outcome]).sort()).toEqual([
    ['container.run', `container:${idOf('node0')}/abc`, 'allowed'],
    ['node.assign', `node:${idOf('node0')}`, 'allowed'],
  ]);
});

test('work that failed says so, also when what it had said was taken back', async () => {
  const first = await audit.begin({ ...own, action: 'user.create', target: null }, 'staff');
  await first.settle('failed', { code: 'conflict' });
  const second = await audit.begin({ ...own, action: 'user.delete', target: null }, 'staff');
  const change = panel.runtime.db.$transaction(async (tx) => {
    await second.audit.did({ ...did(), db: tx }, 'user.delete', `user:${idOf('own')}`);
    throw new Error('taken back');
  });
  await expect(change).rejects.toThrow();
  await second.settle('failed', { code: 'internal' });
  expect((await lines()).map(({ action, outcome, detail }) => [action, outcome, detail]).sort()).toEqual([
    ['user.create', 'failed', '{"code":"conflict"}'],
    ['user.delete', 'failed', '{"code":"internal"}'],
  ]);
});

test('a dry run that said nothing leaves no line', async () => {
  const intent = await audit.begin({ ...own, action: 'node.import', target: null }, 'staff');
  await intent.discard();
  await intent.settle('allowed');
  expect(await lines()).toEqual([]);
});

test('the same refusal again is counted on one line, for ten minutes', async () => {
  expect(auditLimits.windowMs).toBe(600_000);
  const refusal = { ...own, action: 'user.create', target: null } as const;
  for (let i = 0; i < 500; i++) {
    const intent = await audit.begin(refusal, 'staff');
    await intent.settle('refused', { code: 'forbidden' });
  }
  await audit.stop();
  expect((await lines()).map(({ outcome, count }) => [outcome, count])).toEqual([['refused', 500]]);
  clock += auditLimits.windowMs;
  await audit.refused({ ...refusal, detail: { code: 'forbidden' } });
  expect(await lines()).toHaveLength(2);
});

test('a student has 300 lines in ten minutes and staff 2000; what comes after is counted by action', async () => {
  expect(auditLimits.linesPerCaller).toEqual({ staff: 2_000, other: 300 });
  for (let i = 0; i < 320; i++) {
    const intent = await audit.begin({ ...own, action: 'token.create', target: `token:${i}` }, 'other');
    await intent.audit.did(did(), 'token.create', `token:${i}`);
    await intent.settle('allowed');
  }
  await audit.stop();
  const stored = await lines();
  expect(stored).toHaveLength(301);
  expect(stored.find((line) => line.detail === '{"more":true}')).toMatchObject({
    target: null,
    count: 20,
    action: 'token.create',
  });
});

test('strangers from ever new addresses have a thousand lines together', async () => {
  expect(auditLimits.linesOfStrangers).toBe(1_000);
  const nobody = { actorId: null, actorName: null, action: 'token.use', target: null } as const;
  for (let i = 0; i < 1_020; i++) await audit.refused({ ...nobody, address: `2001:db8::${i.toString(16)}` });
  await audit.stop();
  expect(await lines()).toHaveLength(1_001);
});

test('lines past their retention go', async () => {
  const day = 24 * 60 * 60_000;
  for (const age of [29, 31]) {
    clock = Date.parse('2026-03-01T09:00:00Z') - age * day;
    await audit.did(did(), 'node.update', `node:${age}`);
  }
  clock = Date.parse('2026-03-01T09:00:00Z');
  audit.start();
  await expect.poll(async () => (await lines()).map((line) => line.target)).toEqual(['node:29']);
});

test('a detail too long is named, not stored', async () => {
  await audit.did(did(), 'class.roster', 'class:x', { text: 'x'.repeat(20_000) });
  expect((await lines())[0]?.detail).toBe('{"tooLong":20011}');
});

test('what cannot be audited fails: the line is not left out in silence', async () => {
  const { db, log, newId } = panel.runtime;
  const broken = new Proxy(db.auditEntry, {
    get: (entry, method) => (method === 'create' ? () => Promise.reject(new Error('no room')) : Reflect.get(entry, method)),
  });
  const failing = createAudit({ db: { ...db, auditEntry: broken } as never, log, newId, now: () => new Date(clock) });
  const at = { ...did(), db: { ...db, auditEntry: broken } as never };
  await expect(failing.did(at, 'container.start', `container:${idOf('node0')}/web`)).rejects.toThrow('no room');
  await expect(failing.begin({ ...own, action: 'container.start', target: null }, 'staff')).rejects.toThrow('no room');
  expect(panel.log.lines.splice(0).map(({ level }) => level)).toEqual(['error', 'error']);
});

test('actions are a closed list: the compiler rejects one that no endpoint, event or policy names', () => {
  const actionOf = (entry: AuditRecord) => entry.action;
  const line = { ...own, target: null };
  // @ts-expect-error: nothing is audited as this
  actionOf({ ...line, action: 'node.vanish', outcome: 'allowed' });
  // @ts-expect-error: nor refused as this
  actionOf({ ...line, action: 'node.vanish', outcome: 'refused' });
  // @ts-expect-error: the policy alone names it, so it can be refused and not done
  actionOf({ ...line, action: 'user.read', outcome: 'allowed' });
  expect(actionOf({ ...line, action: 'user.read', outcome: 'refused' })).toBe('user.read');
});

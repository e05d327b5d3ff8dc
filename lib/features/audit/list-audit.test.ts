import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuditEntryDto, auditQuerySchema } from '@/lib/shared/audit';
import { type ApiPanel, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { auditCsv, exportAudit, listAudit } from './list-audit';

let panel: ApiPanel;

beforeEach(async () => {
  panel = await startApiPanel();
  const { runtime } = panel;
  const by = (person: Person) => ({ actor: { id: idOf(person), name: person }, address: '192.0.2.1', db: runtime.db });
  await runtime.audit.did(by('own'), 'container.start', `container:${idOf('node0')}/web`);
  await runtime.audit.did(by('stranger'), 'node.update', `node:${idOf('node2')}`, { fields: ['name'] });
  await runtime.audit.did(by('instructor'), 'token.create', 'token:x', { name: 'script' });
  await runtime.audit.did(by('admin'), 'user.update', `user:${idOf('other')}`, { role: 'instructor' });
});
afterEach(() => panel.stop());

const seen = async (person: Person, filter = {}) =>
  (await listAudit(await panel.as(person), auditQuerySchema.parse(filter))).items.map((entry) => entry.action).sort();

test('an administrator sees all, an instructor their classes’ and their own, a student nothing', async () => {
  expect(await seen('admin')).toEqual(['container.start', 'node.update', 'token.create', 'user.update']);
  expect(await seen('instructor')).toEqual(['container.start', 'token.create']);
  expect(await seen('stranger')).toEqual(['node.update']);
  await expect(seen('own')).rejects.toMatchObject({ code: 'forbidden' });
});

test.each([
  [{ actor: 'stranger' }, ['node.update']],
  [{ action: 'container' }, ['container.start']],
  [{ action: 'contain' }, []],
  [{ target: 'node0' }, ['container.start']],
  [{ target: 'other@berth' }, ['user.update']],
  [{ class: idOf('classb') }, ['node.update']],
  [{ outcome: 'refused' }, []],
  [{ to: '2020-01-01T00:00:00Z' }, []],
  [{ from: '2020-01-01T00:00:00Z', action: 'user.update' }, ['user.update']],
])('looked for by %j', async (filter, expected) => {
  expect(await seen('admin', filter)).toEqual(expected);
});

test('page after page, by the last entry of the page before, nothing twice and nothing left out', async () => {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 4; page++) {
    const { items, nextCursor } = await listAudit(
      await panel.as('admin'),
      auditQuerySchema.parse({ limit: 1, ...(cursor && { cursor }) }),
    );
    found.push(...items.map((entry) => entry.action));
    cursor = nextCursor;
  }
  expect(cursor).toBeUndefined();
  expect(found.sort()).toEqual(['container.start', 'node.update', 'token.create', 'user.update']);
});

const entry: AuditEntryDto = {
  id: idOf('entry'),
  at: '2026-03-01T09:00:00.000Z',
  count: 1,
  lastAt: null,
  actorId: null,
  actorName: null,
  action: 'sign-in',
  target: null,
  targetName: null,
  classId: null,
  outcome: 'refused',
  detail: null,
  address: null,
};

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('a spreadsheet does not run %j', (actorName) => {
  const row = auditCsv([{ ...entry, actorName }])
    .split('\r\n')
    .slice(1)
    .join('\r\n');
  expect(row).toContain(`'${actorName}`);
});

test('quotes, commas and line breaks stay inside their cell', () => {
  const [, row] = auditCsv([{ ...entry, actorName: 'a "b", c' }]).split('\r\n');
  expect(row).toBe('2026-03-01T09:00:00.000Z,1,,,"a ""b"", c",sign-in,,,,refused,,');
});

test('taking the file along is an entry itself', async () => {
  const { text, fileName } = await exportAudit(await panel.as('instructor'), {});
  expect([fileName, text.split('\r\n')[0]]).toEqual([
    'audit.csv',
    'at,count,lastAt,actorId,actorName,action,target,targetName,classId,outcome,address,detail',
  ]);
  expect(text).toContain('audit.export');
  expect(text).not.toContain('node.update');
});

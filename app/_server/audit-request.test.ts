import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { type Handler, route } from './route';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const outcomes = async () =>
  (await panel.runtime.db.auditEntry.findMany()).map(({ action, target, outcome }) => [action, target, outcome]);

function importRoster(handler: Handler<'POST /classes/{class}/roster'>): Promise<Response> {
  const request = new Request(`http://localhost:3000/api/v1/classes/${idOf('classa')}/roster`, {
    method: 'POST',
    headers: { authorization: `Bearer ${panel.tokens.instructor}`, 'content-type': 'application/json' },
    body: JSON.stringify({ lines: 'New, new@berth.test' }),
  });
  return route('POST /classes/{class}/roster', handler)(request);
}

test('what is cut off in the middle has its line already', async () => {
  let inTheMiddle: unknown;
  await importRoster(async () => {
    inTheMiddle = await outcomes();
    return { dryRun: false, items: [], problems: [], nodesLeft: 0 };
  });
  expect(inTheMiddle).toEqual([['class.roster', `class:${idOf('classa')}`, 'started']]);
  expect(await outcomes()).toEqual([['class.roster', `class:${idOf('classa')}`, 'allowed']]);
});

test('nothing is changed whose line cannot be stored', async () => {
  let asked = false;
  panel.runtime.audit.begin = async () => {
    throw new Error('disk full');
  };
  const response = await importRoster(async () => {
    asked = true;
    throw new Error('unreachable');
  });
  expect([response.status, asked]).toEqual([500, false]);
});

test('what is only looked at has no line, wherever the request says so', async () => {
  const look = (dryRun: boolean) =>
    new Request(`http://localhost:3000/api/v1/classes/${idOf('classa')}?dryRun=${dryRun}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${panel.tokens.instructor}` },
    });
  const handler = route('DELETE /classes/{class}', async () => {
    throw new AppError('conflict');
  });
  await handler(look(false));
  expect(await outcomes()).toHaveLength(1);
  await route('DELETE /classes/{class}', async (_, { query }) => ({
    ...query,
    deleted: false,
    name: 'a',
    nodes: [],
    withPanelKey: [],
    keyKept: [],
    enrolments: 0,
    operations: 0,
    studentsLeft: 0,
  }))(look(true));
  expect(await outcomes()).toHaveLength(1);
});

test('a failure keeps its code', async () => {
  await importRoster(async () => {
    throw new AppError('conflict');
  });
  expect(await outcomes()).toEqual([['class.roster', `class:${idOf('classa')}`, 'failed']]);
});

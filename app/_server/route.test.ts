import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { Problem } from '@/lib/shared/common';
import en from '@/lib/shared/messages/en/errors.json';
import ko from '@/lib/shared/messages/ko/errors.json';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { type Handler, route, unknownRoute } from './route';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const me = { id: idOf('own'), email: 'a@b.test', name: 'A', role: 'student', locale: null, disabled: false } as const;
const user = { ...me, createdAt: '2026-01-01T00:00:00Z' };

function request(path: string, init: RequestInit & { token?: string | null } = {}): Request {
  const headers = new Headers({ 'accept-language': 'en', ...(init.headers as Record<string, string> | undefined) });
  const token = init.token === undefined ? panel.tokens.own : init.token;
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  return new Request(`http://localhost:3000/api/v1${path}`, { ...init, headers });
}

const getMe = (handler: Handler<'GET /me'>) => route('GET /me', handler);
const problemOf = async (response: Response): Promise<Problem> => (await response.json()) as Problem;

test('the answer is what the schema knows, and nothing more', async () => {
  const response = await getMe(async () => ({ ...user, passwordHash: '$argon2id$secret' }))(request('/me'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual(user);
});

test('a handler gets who asks, from where, and an id of this request', async () => {
  let seen: unknown;
  const response = await getMe(async ({ actor, address, requestId }) => {
    seen = { id: actor.id, address, requestId };
    return user;
  })(request('/me', { headers: { 'x-berth-peer': '198.51.100.7' } }));
  expect(seen).toEqual({ id: idOf('own'), address: '198.51.100.7', requestId: response.headers.get('x-request-id') });
});

test('an answer that breaks the contract is our failure, and its values are not sent', async () => {
  const broken = { ...user, createdAt: 'hunter2' };
  const response = await getMe(async () => broken)(request('/me'));
  expect(await problemOf(response)).toMatchObject({ code: 'internal', status: 500 });
  expect(JSON.stringify(panel.log.lines)).not.toContain('hunter2');
  expect(panel.log.lines.some((line) => line.level === 'error')).toBe(true);
});

test.each([
  ['an error nobody expected', () => new Error('hunter2')],
  ['a zod error from inside', () => z.string().safeParse(1).error],
])('%s is internal: an id for the reader, the rest for the log', async (_, make) => {
  const response = await getMe(async () => {
    throw make();
  })(request('/me'));
  const problem = await problemOf(response);
  expect(problem).toEqual({
    type: 'urn:berth:problem:internal',
    title: 'Internal Server Error',
    status: 500,
    detail: en.internal,
    code: 'internal',
    requestId: response.headers.get('x-request-id'),
  });
  expect(panel.log.lines.find((line) => line.level === 'error')?.fields).toMatchObject({ requestId: problem.requestId });
});

test('a problem is told in the language that is asked for', async () => {
  const fail = getMe(async () => {
    throw new AppError('docker_down', { detail: 'Cannot connect to the Docker daemon' });
  });
  const inKorean = await problemOf(await fail(request('/me', { headers: { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.5' } })));
  expect(inKorean).toMatchObject({ detail: ko.docker_down, evidence: 'Cannot connect to the Docker daemon', status: 503 });
  expect((await problemOf(await fail(request('/me')))).detail).toBe(en.docker_down);
  const unnamed = request('/me');
  unnamed.headers.delete('accept-language');
  for (const [locale, text] of [
    ['en', en.docker_down],
    ['ko', ko.docker_down],
  ] as const) {
    await panel.runtime.db.user.update({ where: { id: idOf('own') }, data: { locale } });
    expect((await problemOf(await fail(unnamed))).detail).toBe(text);
  }
});

test('a stranger learns nothing of what is wrong with the input, and of which tokens there are', async () => {
  const create = route('POST /users', async () => user);
  for (const token of [null, 'berth_x', `berth_${'A'.repeat(43)}`, '']) {
    const response = await create(request('/users', { method: 'POST', body: '{', token }));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="berth"');
    expect((await problemOf(response)).errors).toBeUndefined();
  }
});

test('wrong fields are named, before the feature is asked', async () => {
  let asked = false;
  const create = route('POST /tokens', async () => {
    asked = true;
    throw new Error('unreachable');
  });
  const body = JSON.stringify({ name: '', expiresInDays: 0 });
  const response = await create(request('/tokens', { method: 'POST', body, headers: { 'content-type': 'application/json' } }));
  expect((await problemOf(response)).errors?.map((error) => error.path)).toEqual(['name', 'expiresInDays']);
  expect(asked).toBe(false);
});

test('a change is over with its answer, also where its body was refused after it was allowed', async () => {
  const told: unknown[] = [];
  panel.runtime.bus.subscribe('action.allowed', ({ action, requestId }) => void told.push([action, requestId]));
  panel.runtime.bus.subscribe('action.ended', ({ requestId }) => void told.push(['ended', requestId]));
  const create = route('POST /nodes/{node}/volumes', async () => {
    throw new Error('unreachable');
  });
  const init = { method: 'POST', body: '{"name":""}', headers: { 'content-type': 'application/json' } };
  const response = await create(request(`/nodes/${idOf('node0')}/volumes`, init));
  expect(response.status).toBe(400);
  const id = response.headers.get('x-request-id');
  expect(told).toEqual([
    ['volume.create', id],
    ['ended', id],
  ]);
  await getMe(async () => user)(request('/me'));
  expect(told).toHaveLength(2);
});

test('what was made says where it is', async () => {
  const pull = route('POST /nodes/{node}/images/pull', async () => ({
    id: idOf('job'),
    kind: 'image.pull' as const,
    nodeId: idOf('node0'),
    nodeName: 'node0',
    operationId: null,
    state: 'running' as const,
    subject: 'ubuntu',
    progress: null,
    error: null,
    createdBy: null,
    cancelledBy: null,
    createdAt: user.createdAt,
    startedAt: null,
    endedAt: null,
    revision: 1,
  }));
  const init = { method: 'POST', body: '{"image":"ubuntu"}', headers: { 'content-type': 'application/json' } };
  const response = await pull(request('/nodes/node0/images/pull', init));
  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toBe(`/api/v1/jobs/${idOf('job')}`);
});

test('who calls too often is told when to come again; others are not held up', async () => {
  const handler = getMe(async () => user);
  let response = await handler(request('/me'));
  for (let calls = 0; response.status === 200 && calls < 5000; calls++) response = await handler(request('/me'));
  expect(await problemOf(response.clone())).toMatchObject({ code: 'rate_limited', status: 429 });
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await handler(request('/me', { token: panel.tokens.other }))).status).toBe(200);
});

test('guessing is slow: tokens and set-up tokens, per address', async () => {
  const handler = getMe(async () => user);
  const guess = (peer: string) =>
    handler(request('/me', { token: `berth_${'A'.repeat(43)}`, headers: { 'x-berth-peer': peer } })).then((r) => r.status);
  let status = 401;
  for (let guesses = 0; status === 401 && guesses < 1000; guesses++) status = await guess('198.51.100.7');
  expect(status).toBe(429);
  expect(await guess('198.51.100.8')).toBe(401);
  const setup = route('POST /setup', async () => user);
  const init = { method: 'POST', token: null, body: '{}', headers: { 'content-type': 'application/json' } };
  const statuses: number[] = [];
  for (let guesses = 0; guesses < 30; guesses++) statuses.push((await setup(request('/setup', init))).status);
  expect(statuses[0]).toBe(400);
  expect(statuses.at(-1)).toBe(429);
});

test('each request leaves one line, with the template of its address and without secrets', async () => {
  await getMe(async () => user)(request('/me?x=hunter2'));
  const lines = panel.log.lines.filter((line) => line.message === 'request');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.fields).toMatchObject({ method: 'GET', route: '/me', status: 200, actorId: idOf('own') });
  expect(JSON.stringify(lines)).not.toMatch(/hunter2|berth_/);
});

test('an address of the API that names nothing is a problem like any other', async () => {
  const response = await unknownRoute(request('/nothing', { token: null }));
  expect(response.status).toBe(404);
  expect(await problemOf(response)).toMatchObject({ code: 'not_found', detail: en.not_found });
});

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { endpoints, type Key } from '@/lib/shared/api';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import { auditedAs } from '@/app/_server/audited-as';
import type { RouteHandler } from '@/app/_server/route';
import { createRateLimits } from '@/lib/core/rate-limits';
import type { Problem } from '@/lib/shared/common';
import { bodies } from '@/lib/testing/api-bodies';
import { type ApiPanel, joinCode, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { courseHash, courseZip } from '@/lib/testing/course-double';
import { idOf } from '@/lib/testing/factories';
import { type Column, columns, table } from './who-must-not-see-this.table';

const root = dirname(fileURLToPath(import.meta.url));
const keys = Object.keys(endpoints) as Key[];
let panel: ApiPanel | null = null;
/** Whether `panel` is as it was made, so that the next question may be put to it too. */
let isUnchanged = false;

afterAll(() => panel?.stop());

/** A new panel; the one before ends. */
async function freshPanel(): Promise<ApiPanel> {
  await panel?.stop();
  panel = await startApiPanel();
  isUnchanged = false;
  return panel;
}

/** A panel like new, to look at: the one before, where nothing was changed there. */
async function likeNew(): Promise<ApiPanel> {
  const from = panel && isUnchanged ? panel : await freshPanel();
  from.touched.length = 0;
  // The budget of refusals is not what is asked here.
  from.runtime.rates = createRateLimits();
  return from;
}

/** Asks what must change nothing and reach no node. */
async function changesNothing(work: (from: ApiPanel) => Promise<void>): Promise<void> {
  const from = await likeNew();
  isUnchanged = false;
  const before = await from.dump();
  await work(from);
  expect(from.touched).toEqual([]);
  expect(await from.dump()).toBe(before);
  isUnchanged = true;
}

const templateOf = (key: Key): string => key.slice(key.indexOf(' ') + 1);
const methodOf = (key: Key): string => key.slice(0, key.indexOf(' '));

async function handlerOf(key: Key): Promise<RouteHandler> {
  const folder = templateOf(key)
    .slice(1)
    .replace(/\{(\w+)\}/g, '[$1]');
  const handlers = (await import(/* @vite-ignore */ join(root, folder, 'route.ts'))) as Record<string, RouteHandler>;
  const handler = handlers[methodOf(key)];
  if (!handler) throw new Error(`no handler for ${key}`);
  return handler;
}

/** What a path is about: always something of the student `own`. */
function pathOf(key: Key, node: string, job: string): string {
  const values: Record<string, string> = {
    node,
    job,
    container: 'web',
    volume: 'data',
    network: 'app',
    image: 'localhost:5000/x/y:1.0',
    class: idOf('classa'),
    user: idOf('own'),
    token: idOf('tokenown'),
    session: idOf('sessionown'),
    signIn: idOf(key.includes('{class}') ? 'signinclass' : 'signinown'),
    operation: idOf('operation'),
    hash: courseHash,
    code: joinCode,
    name: 'stack.svg',
    lesson: 'first',
    step: 'make',
    hand: idOf('hand'),
    announcement: idOf('announcement'),
  };
  return templateOf(key).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

/** What the address says in its query: whose it is, or which file. */
const queries: Partial<Record<Key, string>> = {
  'POST /nodes/{node}/images/build': '?tag=mine:1',
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/check': `?user=${idOf('own')}`,
  'GET /classes/{class}/lessons/{lesson}/steps/{step}/evidence': `?user=${idOf('own')}`,
  'GET /classes/{class}/progress': `?user=${idOf('own')}`,
  'GET /classes/{class}/progress/export': '?format=json',
  'GET /nodes/{node}/containers/{container}/files': '?path=/hello.txt',
  'GET /nodes/{node}/containers/{container}/files/text': '?path=/hello.txt',
  'PUT /nodes/{node}/containers/{container}/files/text': `?path=/hello.txt&version=${createHash('sha256').update('hello\n').digest('hex')}`,
  'GET /nodes/{node}/containers/{container}/files/content': '?path=/hello.txt',
  'PUT /nodes/{node}/containers/{container}/files/content': '?path=/srv/new.txt&sizeBytes=3',
  'GET /nodes/{node}/containers/{container}/files/archive': '?path=/srv',
  'GET /classes/{class}/registry/image': '?repository=x/y&tag=1.0',
  'DELETE /classes/{class}/registry/image': `?repository=x/y&dryRun=true&digest=sha256:${'0'.repeat(64)}`,
};

/** About whom it is stays, however the path is spelt. */
const withQuery = (path: string, key: Key): string => (path.includes('?') ? path : path + (queries[key] ?? ''));

interface Variant {
  node?: string;
  headers?: Record<string, string>;
  /** Changes the address as it is sent. */
  path?: (path: string) => string;
  as?: 'token' | 'cookie';
}

async function ask(from: ApiPanel, key: Key, column: Column, variant: Variant = {}): Promise<Response> {
  const path = pathOf(key, variant.node ?? 'node0', from.jobId);
  const headers = new Headers({ 'accept-language': 'en', ...variant.headers });
  if (column !== 'anonymous') {
    if (variant.as === 'cookie') headers.set('cookie', await from.cookieFor(column as Person));
    else headers.set('authorization', `Bearer ${from.tokens[column as Person]}`);
  }
  const { upload } = endpoints[key] as Endpoint;
  const file = upload && Buffer.from(key === 'POST /courses' ? courseZip : 'tar');
  const body = file ?? (bodies[key] === undefined ? undefined : JSON.stringify(bodies[key]));
  if (body !== undefined) headers.set('content-type', upload?.contentType ?? 'application/json');
  const url = `http://localhost:3000/api/v1${withQuery(variant.path ? variant.path(path) : path, key)}`;
  const handler = await handlerOf(key);
  return handler(new Request(url, { method: methodOf(key), headers, body }));
}

/** A status, or the code of the problem. */
async function outcomeOf(response: Response): Promise<string> {
  if (response.ok) return String(response.status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return ((await response.json()) as Problem).code;
}

const isAllowed = (outcome: string): boolean => /^2\d\d$/.test(outcome);
const expectedOf = (key: Key, column: Column): string => table[key][columns.indexOf(column)] ?? '';

test('every endpoint has a row, and every row an endpoint', () => {
  expect(Object.keys(table).sort()).toEqual([...keys].sort());
});

test.each(keys)('%s: whoever may not is refused, by id and by name, and nothing changes', (key) =>
  changesNothing(async (from) => {
    const hasNode = templateOf(key).includes('{node}');
    for (const column of columns.filter((c) => !isAllowed(expectedOf(key, c)))) {
      for (const node of hasNode ? ['node0', idOf('node0')] : ['node0']) {
        expect(await outcomeOf(await ask(from, key, column, { node })), `${column} by ${node}`).toBe(expectedOf(key, column));
      }
    }
  }),
);

const bySecret = /long enough for all|\$argon2|berth_[A-Za-z0-9_-]{43}|"password"/;
const isAudited = (key: Key): boolean =>
  methodOf(key) !== 'GET' && endpoints[key].auth === 'required' && auditedAs[key]?.[2] !== 'reads';
const auditLines = async (from: ApiPanel) => {
  await from.runtime.audit.stop();
  return from.runtime.db.auditEntry.findMany();
};

test.each(keys)('%s: whoever may gets an answer that keeps the contract, and a change is in the audit', async (key) => {
  for (const column of columns.filter((c) => isAllowed(expectedOf(key, c)))) {
    // A read leaves the panel as it is, for the next reader too.
    const from = methodOf(key) === 'GET' ? await likeNew() : await freshPanel();
    const response = await ask(from, key, column);
    expect(await outcomeOf(response.clone()), column).toBe(expectedOf(key, column));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[a-z0-9]{24}$/);
    // Only node0 was meant, or the nodes of class A, so only they were reached.
    const meant = templateOf(key).startsWith('/classes/{class}/') ? [idOf('node0'), idOf('node1')] : [idOf('node0')];
    expect(from.touched.filter((line) => !meant.some((id) => line.startsWith(id)))).toEqual([]);
    if (!isAudited(key)) continue;
    const lines = await auditLines(from);
    const own = lines.filter(({ actorId }) => actorId === idOf(column)).map(({ action, outcome }) => `${action} ${outcome}`);
    expect(own, column).toContain(`${auditedAs[key]?.[0]} allowed`);
    expect(
      lines.filter(({ outcome }) => outcome === 'started'),
      column,
    ).toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(bySecret);
  }
});

const nodeKeys = keys.filter((key) => templateOf(key).includes('{node}'));

test.each(nodeKeys)('%s: somebody else’s node and a node that does not exist are told apart by nothing', async (key) => {
  const from = await likeNew();
  const problemOf = async (node: string): Promise<unknown> => {
    const response = await ask(from, key, 'other', { node });
    const { requestId, ...problem } = (await response.json()) as Problem;
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
    return { requestId: typeof requestId, problem, status: response.status, headers };
  };
  const missing = await problemOf('node7');
  expect(missing).toMatchObject({ status: 404, problem: { code: 'not_found' } });
  expect(await problemOf('node0')).toEqual(missing);
  expect(await problemOf(idOf('node0'))).toEqual(missing);
});

const mutations: Array<[string, Variant]> = [
  // CVE-2025-29927: a request that claims to have been through the middleware already.
  ['an internal middleware header', { headers: { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware' } }],
  ['a method override', { headers: { 'x-http-method-override': 'GET', 'x-method-override': 'GET' } }],
  ['headers that claim another address', { headers: { 'x-forwarded-for': '127.0.0.1', 'x-original-url': '/api/v1/health' } }],
  ['a rewritten host', { headers: { 'x-forwarded-host': 'localhost', 'x-rewrite-url': '/api/v1/health' } }],
  ['a doubled slash', { path: (path) => path.replace('/', '//') }],
  ['a doubled slash inside', { path: (path) => path.replace(/\/(?=[^/]*$)/, '//') }],
  ['dots through a public address', { path: (path) => `/health/%2e%2e${path}` }],
  ['encoded dots and slashes', { path: (path) => `/health/..%2f..%2fv1${path}` }],
  ['a suffix of a script', { path: (path) => `${path}.js` }],
  ['a suffix of a page’s data', { path: (path) => `${path}.rsc` }],
  ['a trailing slash', { path: (path) => `${path}/` }],
  ['an unknown query', { path: (path) => `${path}?_method=GET&_rsc=1` }],
  ['a matrix parameter', { path: (path) => `${path};x=1` }],
  ['an encoded first letter', { path: (path) => path.replace(/^\/(\w)/, (_, c: string) => `/%${c.charCodeAt(0).toString(16)}`) }],
  ['capitals', { path: (path) => path.toUpperCase() }],
  ['a null byte', { path: (path) => `${path}%00` }],
];

test.each(mutations.map(([name, variant], m) => [name, variant, m] as const))(
  '%s opens nothing to whoever may not',
  (_, variant, m) =>
    changesNothing(async (from) => {
      for (const [k, key] of keys.entries()) {
        const refused = columns.filter((c) => !isAllowed(expectedOf(key, c)));
        const signedIn = refused.filter((column) => column !== 'anonymous');
        // Nobody, and of the others one in turn: over all mutations each of them comes to each endpoint.
        const asking = refused.filter((column) => column === 'anonymous' || column === signedIn[(m + k) % signedIn.length]);
        for (const column of asking) {
          const outcome = await outcomeOf(await ask(from, key, column, variant));
          expect(isAllowed(outcome), `${column} ${key}: ${outcome}`).toBe(false);
          if (column === 'anonymous' && endpoints[key].auth === 'required') expect(outcome).toBe('unauthenticated');
        }
        from.runtime.rates = createRateLimits();
      }
    }),
);

test('a list holds what its reader may see, and no more', async () => {
  const from = await likeNew();
  const namesFor = async (key: Key, column: Column): Promise<string[]> => {
    const { items } = (await (await ask(from, key, column)).json()) as { items: Array<{ name: string }> };
    return items.map((item) => item.name);
  };
  expect(await namesFor('GET /nodes', 'own')).toEqual(['node0']);
  expect(await namesFor('GET /nodes', 'other')).toEqual(['node1']);
  expect(await namesFor('GET /nodes', 'stranger')).toEqual(['node2']);
  expect(await namesFor('GET /nodes', 'instructor')).toEqual(['node0', 'node1']);
  expect(await namesFor('GET /nodes', 'admin')).toEqual(['node0', 'node1', 'node2']);
  expect(await namesFor('GET /classes', 'instructor')).toEqual(['a']);
  expect(await namesFor('GET /classes', 'stranger')).toEqual(['b']);
  expect((await (await ask(from, 'GET /tokens', 'other')).json()) as unknown).toMatchObject({
    items: [{ id: idOf('tokenother') }],
  });
});

test('what is about credentials is for the node’s staff, and a secret for nobody', async () => {
  const from = await likeNew();
  const nodeFor = async (column: Column) => (await (await ask(from, 'GET /nodes/{node}', column)).json()) as { staff: unknown };
  expect((await nodeFor('own')).staff).toBeNull();
  expect((await nodeFor('instructor')).staff).not.toBeNull();
  for (const column of ['own', 'instructor', 'admin'] as const) {
    expect(JSON.stringify(await nodeFor(column))).not.toMatch(/sealed|passwordHash|tokenHash/i);
  }
});

test('a change by cookie needs the panel’s own origin; a token does not', async () => {
  for (const key of keys.filter((k) => methodOf(k) !== 'GET' && isAllowed(expectedOf(k, 'own')))) {
    const from = await freshPanel();
    const forged = { as: 'cookie', headers: { origin: 'https://evil.example' } } as const;
    expect(await outcomeOf(await ask(from, key, 'own', forged)), key).toBe('origin_refused');
    expect(await outcomeOf(await ask(from, key, 'own', { as: 'cookie' })), key).toBe('origin_refused');
    expect(from.touched).toEqual([]);
    const ownPage = { as: 'cookie', headers: { origin: 'http://localhost:3000' } } as const;
    expect(await outcomeOf(await ask(from, key, 'own', ownPage)), key).toBe(expectedOf(key, 'own'));
  }
}, 60_000);

test('a disabled account, an ended session and an expired token are nobody', async () => {
  const from = await freshPanel();
  const { db } = from.runtime;
  const outcome = async (variant?: Variant) => outcomeOf(await ask(from, 'GET /nodes/{node}', 'own', variant));
  await db.user.update({ where: { id: idOf('own') }, data: { sessionEpoch: 1 } });
  expect(await outcome({ as: 'cookie' })).toBe('unauthenticated');
  expect(await outcome()).toBe('200');
  await db.apiToken.update({ where: { id: idOf('tokenown') }, data: { expiresAt: new Date(0) } });
  expect(await outcome()).toBe('unauthenticated');
  await db.apiToken.update({ where: { id: idOf('tokenown') }, data: { expiresAt: null } });
  await db.user.update({ where: { id: idOf('own') }, data: { disabledAt: new Date() } });
  expect(await outcome()).toBe('unauthenticated');
});

test('every change that is refused or fails is in the audit as the table names it, and no secret is', async () => {
  const from = await freshPanel();
  const expected: Record<string, number> = {};
  for (const key of keys.filter(isAudited)) {
    for (const column of columns.filter((c) => c !== 'anonymous' && !isAllowed(expectedOf(key, c)))) {
      const outcome = await outcomeOf(await ask(from, key, column));
      const line = `${column}: ${auditedAs[key]?.[0]} ${['forbidden', 'not_found'].includes(outcome) ? 'refused' : 'failed'}`;
      expected[line] = (expected[line] ?? 0) + 1;
    }
    from.runtime.rates = createRateLimits();
  }
  const lines = await auditLines(from);
  const found: Record<string, number> = {};
  for (const { actorName, action, outcome, count } of lines) {
    const line = `${actorName}: ${action} ${outcome}`;
    found[line] = (found[line] ?? 0) + count;
  }
  expect(found).toEqual(expected);
  expect(JSON.stringify(lines)).not.toMatch(bySecret);
});

test('a refused look, a token of nobody’s and another site’s change stand in the audit', async () => {
  const from = await freshPanel();
  await ask(from, 'GET /classes/{class}', 'other');
  await ask(from, 'GET /nodes/{node}', 'stranger');
  await ask(from, 'GET /me', 'anonymous', { headers: { authorization: `Bearer berth_${'a'.repeat(43)}` } });
  await ask(from, 'POST /tokens', 'own', { as: 'cookie', headers: { origin: 'https://evil.example' } });
  await ask(from, 'GET /me', 'anonymous');
  const lines = await from.runtime.db.auditEntry.findMany({ where: { outcome: 'refused' } });
  expect(lines.map((line) => `${line.action} ${line.actorName}`).sort()).toEqual([
    'class.read other',
    'node.read stranger',
    'origin.check own',
    'token.use null',
  ]);
});

test('there is a route file for every address of the table and none besides', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('route.ts'));
  const folders = new Set(
    keys.map(
      (key) =>
        `${templateOf(key)
          .slice(1)
          .replace(/\{(\w+)\}/g, '[$1]')}/route.ts`,
    ),
  );
  expect(files.sort()).toEqual([...folders, '[...path]/route.ts'].sort());
});

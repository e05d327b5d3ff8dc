import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeEngine, type Said } from '@/lab/farm/fake-engine';
import { isAppError } from '@/lib/core/errors';
import { createDockerEngine } from './create-engine';
import type { DockerEngine } from './engine';

let docker: FakeEngine;
let server: Server;
let engine: DockerEngine;
let directory: string;
const sockets = new Set<Socket>();

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'berth-test-'));
  const socket = path.join(directory, 'docker.sock');
  docker = new FakeEngine('node0');
  docker.run('web');
  server = createServer((channel) => {
    sockets.add(channel);
    docker.serve(channel);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  engine = createDockerEngine(async () => connect(socket));
});
afterEach(async () => {
  engine.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

/** The first event after the one that tells that the stream is open; null where it ends before. */
async function nextEvent(): Promise<unknown> {
  const events = engine.system.events(AbortSignal.timeout(60_000));
  await events.next();
  const next = await events.next();
  await events.return(undefined);
  return next.done ? null : next.value;
}

/** What is asked of a node again and again: by its path, and what is no answer to it. */
const asks: Record<string, { path: string; ask: () => Promise<unknown> }> = {
  containers: { path: '/containers/json', ask: () => engine.containers.list() },
  images: { path: '/images/json', ask: () => engine.images.list([]) },
  volumes: { path: '/volumes', ask: () => engine.volumes.list() },
  networks: { path: '/networks', ask: () => engine.networks.list() },
  stats: { path: '/containers/web/stats', ask: () => engine.containers.stats('web') },
  logs: { path: '/containers/web/logs', ask: () => engine.containers.logs('web', 10) },
  events: { path: '/events', ask: nextEvent },
};
const inspected = {
  containers: { path: '/containers/x/json', ask: () => engine.containers.inspectAll('x') },
  images: { path: '/images/x/json', ask: () => engine.images.inspectAll('x') },
  volumes: { path: '/volumes/x', ask: () => engine.volumes.inspectAll('x') },
  networks: { path: '/networks/x', ask: () => engine.networks.inspectAll('x') },
} as const;
const lists = ['containers', 'images', 'volumes', 'networks'] as const;

const json = (body: string | Buffer, more: Partial<Said> = {}): Said => ({
  ...{ status: 200, type: 'application/json', body },
  ...more,
});
const page = '<html><body><h1>502 Bad Gateway</h1><img src=x onerror=alert(1)>\u001b[2J</body></html>';
const html = (status: number): Said => ({ status, type: 'text/html', body: page });

/** @returns what came of it: the code of the error, or what was answered */
async function answerOf(what: string | (typeof asks)[string], said: Said): Promise<unknown> {
  const { path: asked, ask } = typeof what === 'string' ? (asks[what] as (typeof asks)[string]) : what;
  docker.said.set(asked, [said]);
  try {
    return await ask();
  } catch (error) {
    if (!isAppError(error)) throw error;
    // What is shown of it is text, without what a terminal would obey, and has an end.
    expect(error.detail ?? '').not.toContain('\u001b');
    expect((error.detail ?? '').length).toBeLessThanOrEqual(1_000);
    return error.code;
  } finally {
    docker.said.delete(asked);
  }
}

test.each([
  ['containers', 'docker_error'],
  ['images', 'docker_error'],
  ['volumes', 'docker_error'],
  ['networks', 'docker_error'],
  ['stats', 'docker_error'],
  ['logs', 'docker_error'],
  ['events', 'docker_error'],
])('of %s a page of HTML with 500 is %s', async (what, code) => {
  expect(await answerOf(what, html(500))).toBe(code);
});

test.each(lists)('%s that are a page of HTML, null, or a text are no list', async (what) => {
  for (const said of [html(200), json('null'), json('"all"'), json('')])
    expect(await answerOf(what, said)).toBe('docker_answer_malformed');
});

test.each([...lists, 'stats'])('%s that break off half-way are an error at once', async (what) => {
  expect(await answerOf(what, json('[{"Id":"aa","Names":["/w', { cut: true }))).toBe('node_lost');
});

test.each([...lists, 'stats'])('%s of 100 MB are not read to their end', async (what) => {
  const before = process.memoryUsage().arrayBuffers;
  const flood = Buffer.alloc(100_000_000, ' ');
  expect(await answerOf(what, json(flood))).toBe('docker_answer_too_large');
  // The flood itself, and what is on its way.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2.5 * flood.length);
});

test.each(lists)('what is inspected of %s is an object of any shape, and one that has an end', async (what) => {
  const one = inspected[what];
  expect(await answerOf(one, json('{"Id":"x","Of":{"any":["shape"]}}'))).toEqual({ Id: 'x', Of: { any: ['shape'] } });
  for (const said of [html(200), json('null'), json('[]'), json('"all"'), json('')])
    expect(await answerOf(one, said)).toBe('docker_answer_malformed');
  expect(await answerOf(one, json(Buffer.alloc(10_000_000, ' ')))).toBe('docker_answer_too_large');
  expect(await answerOf(one, json('{"Id":"x"', { cut: true }))).toBe('node_lost');
});

test('in bytes that are no UTF-8 every name is text, and the other rows are there', async () => {
  const bad = (row: string) =>
    Buffer.concat([Buffer.from(row.split('?')[0] ?? ''), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(row.split('?')[1] ?? '')]);
  const name = '\ufffd\ufffd(';
  expect(await answerOf('containers', json(bad('[{"Id":"a","Names":["/x?"]},{"Id":"b","Names":["/good"]}]')))).toMatchObject([
    { id: 'a', name: `x${name}` },
    { id: 'b', name: 'good' },
  ]);
  expect(await answerOf('images', json(bad('[{"Id":"a","RepoTags":["x?:1"]}]')))).toMatchObject([{ tags: [`x${name}:1`] }]);
  expect(await answerOf('networks', json(bad('[{"Id":"a","Name":"x?"},{"Id":"b","Name":"good"}]')))).toMatchObject([
    { id: 'b', name: 'good' },
    { id: 'a', name: `x${name}` },
  ]);
  // A volume is found by its name alone: one that nothing could be asked of is left out.
  expect(await answerOf('volumes', json(bad('{"Volumes":[{"Name":"x?"},{"Name":"good"}]}')))).toMatchObject([{ name: 'good' }]);
  const line = bad('{"Type":"container","Action":"start","Actor":{"ID":"a","Attributes":{"name":"x?"}}}\n');
  expect(await answerOf('events', json(line))).toMatchObject({ action: 'start', name: `x${name}` });
  expect(await answerOf('logs', { status: 200, type: 'text/plain', body: bad('a?\n') })).toMatchObject([{ text: `a${name}` }]);
});

test('nonsense in the stream of events is passed over, however long, and its end is an end', async () => {
  const good = '{"Type":"volume","Action":"create","Actor":{"ID":"data"}}\n';
  for (const nonsense of ['null\n', '[]\n7\n"x"\n', `${page}\n`, `${'{'.repeat(1_000_000)}\n`, '{"Type":\n', '\n\n'])
    expect(await answerOf('events', json(`${nonsense}${good}`))).toMatchObject({ kind: 'volume', action: 'create' });
  expect(await answerOf('events', json('{"Type":"volume","Action"', { cut: true }))).toBeNull();
});

test('a log that breaks off is told as that, and 100 MB of one line are cut', async () => {
  expect(await answerOf('logs', json('said\nhalf', { cut: true }))).toBe('node_lost');
  const [line] = (await answerOf('logs', json(Buffer.alloc(100_000_000, 'x')))) as Array<{ text: string; cutBytes: number }>;
  expect((line?.text.length ?? 0) + (line?.cutBytes ?? 0)).toBe(100_000_000);
  expect(line?.text.length).toBeLessThan(1_000_000);
});

test.each(['', 'x', '0', '1', '1.9999999999999', '2.0', '1.45-<b>'])(
  'a daemon of the API version "%s" is asked without one',
  async (version) => {
    docker.apiVersion = version;
    const fresh = docker.asked.length;
    docker.said.set('/containers/json', [json('[]')]);
    expect(await engine.containers.list()).toEqual([]);
    expect(docker.asked.slice(fresh)).toEqual(['GET /_ping', 'GET /containers/json?all=true']);
  },
);

test('whatever it answered, the next question is answered well', async () => {
  for (const what of Object.keys(asks)) await answerOf(what, html(500));
  for (const what of lists) await answerOf(what, json('null', { cut: true }));
  expect((await engine.containers.list()).map(({ name }) => name)).toEqual(['web']);
});

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createRegistryRelay, type Destination, type TagPush } from './relay';
import type { RegistryTarget } from './target';

const servers: Array<Server | TcpServer> = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

type Heard = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body: string };

/** Something that speaks HTTP, and what it heard. */
async function registry(answers: (asked: IncomingMessage, answer: ServerResponse) => void = (_, answer) => answer.end('{}')) {
  const heard: Heard[] = [];
  const server = createServer(async (asked, answer) => {
    const { method, url, headers } = asked;
    heard.push({ method, url, headers, body: await text(asked) });
    answers(asked, answer);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const target = (more: Partial<RegistryTarget> = {}): RegistryTarget => ({
    ...{ scheme: 'http', host: '127.0.0.1', port, signIn: null },
    open: async () => connect({ host: '127.0.0.1', port }),
    ...more,
  });
  return { heard, port, target };
}

/** A program on the node, at the other end of a forwarded connection. */
async function node(find: () => Promise<Destination>) {
  const { accept } = createRegistryRelay({ log: createMemoryLog() });
  const left = Promise.withResolvers<void>();
  const forwarded = createTcpServer((channel) => {
    channel.once('close', () => left.resolve());
    accept(channel, find);
  });
  servers.push(forwarded);
  await new Promise<void>((resolve) => forwarded.listen(0, '127.0.0.1', () => resolve()));
  const connection = () => connect({ host: '127.0.0.1', port: (forwarded.address() as AddressInfo).port });
  return {
    connection,
    /** Its first connection is closed, as seen from here. */
    left: left.promise,
    ask: (method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const asked = request({ method, path, headers: { host: 'localhost:5000', ...headers }, createConnection: connection });
        asked.once('response', resolve);
        asked.once('error', reject);
        asked.end(body);
      }),
  };
}

test('a request of the API arrives as it was sent, but for its host, and the answer comes back', async () => {
  const { heard, port, target } = await registry((_, answer) => {
    answer.writeHead(202, { 'docker-upload-uuid': 'u1', range: '0-4' }).end();
  });
  const { ask } = await node(async () => target());
  const answer = await ask(
    'PATCH',
    '/v2/a/blobs/uploads/u1?_state=s%2F',
    { 'content-type': 'application/octet-stream' },
    'layer',
  );
  expect(answer).toMatchObject({ statusCode: 202, headers: { 'docker-upload-uuid': 'u1', range: '0-4' } });
  expect(heard).toEqual([expect.objectContaining({ method: 'PATCH', url: '/v2/a/blobs/uploads/u1?_state=s%2F', body: 'layer' })]);
  expect(heard[0]?.headers).toMatchObject({ host: `127.0.0.1:${port}`, 'content-type': 'application/octet-stream' });
});

test('a tag that the registry has taken is told before the client hears of it, and nothing else is', async () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  let status = 201;
  let headers: Record<string, string> = { 'docker-content-digest': digest };
  const { target } = await registry((_, answer) => answer.writeHead(status, headers).end());
  const told: TagPush[] = [];
  const { ask } = await node(async () => ({ ...target(), pushed: async (push) => void told.push(push) }));
  await ask('PUT', '/v2/a/b/manifests/1.0', {}, '{}');
  expect(told).toEqual([{ repository: 'a/b', tag: '1.0', digest }]);
  for (const [method, path] of [
    ['GET', '/v2/a/b/manifests/1.0'],
    ['PUT', `/v2/a/b/manifests/${digest}`],
    ['PUT', '/v2/a/blobs/uploads/u1?digest=x'],
    ['PUT', '/v2/A%20b/manifests/1.0'],
  ] as const)
    await ask(method, path, {}, method === 'PUT' ? '{}' : '');
  status = 202;
  await ask('PUT', '/v2/a/b/manifests/1.0', {}, '{}');
  [status, headers] = [201, {}];
  await ask('PUT', '/v2/a/b/manifests/1.0', {}, '{}');
  expect(told).toHaveLength(1);
});

test.each(['/', '/v1/search', '/v22/', '/v2/../metrics', '/v2/%2e%2e/debug/pprof', '//evil.example/'])(
  '%s is not of the API, and does not arrive',
  async (path) => {
    const { heard, target } = await registry();
    const { ask } = await node(async () => target());
    const answer = await ask('GET', path);
    expect([answer.statusCode, heard]).toEqual([404, []]);
    expect(JSON.parse(await text(answer))).toMatchObject({ errors: [{ code: 'UNSUPPORTED' }] });
  },
);

test('a method that the API has not does not arrive', async () => {
  const { heard, target } = await registry();
  const { ask } = await node(async () => target());
  expect([(await ask('OPTIONS', '/v2/')).statusCode, heard]).toEqual([405, []]);
});

test('a push that is given up ends its upload; nothing else is deleted from a node', async () => {
  const { heard, target } = await registry();
  const { ask } = await node(async () => target());
  for (const path of [`/v2/a/manifests/sha256:${'0'.repeat(64)}`, '/v2/a/blobs/sha256:0', '/v2/a/manifests/x?/blobs/uploads/u'])
    expect([(await ask('DELETE', path)).statusCode, heard]).toEqual([405, []]);
  expect((await ask('DELETE', '/v2/a/blobs/uploads/u1?_state=s')).statusCode).toBe(200);
});

test('a sign-in of the class stands in for whatever the node sends; without one, the node signs in itself', async () => {
  const { heard, target } = await registry();
  const signIn = { user: 'lab', password: 'p:ä' };
  await (await node(async () => target({ signIn }))).ask('GET', '/v2/', { authorization: 'Basic bm9kZTpub2Rl' });
  await (await node(async () => target())).ask('GET', '/v2/', { authorization: 'Basic bm9kZTpub2Rl' });
  expect(heard.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from('lab:p:ä').toString('base64')}`,
    'Basic bm9kZTpub2Rl',
  ]);
});

test.each([
  ['itself', (port: number) => `http://127.0.0.1:${port}/v2/a/blobs/uploads/u2?_state=x`, '/v2/a/blobs/uploads/u2?_state=x'],
  ['itself by its path', () => '/v2/a/blobs/uploads/u2', '/v2/a/blobs/uploads/u2'],
  ['somebody else', () => 'https://store.example/blob?sig=1', 'https://store.example/blob?sig=1'],
])('where the registry sends a client to %s, the node finds it', async (_, location, expected) => {
  const { port, target } = await registry((_asked, answer) => {
    answer.writeHead(202, { location: location(port) }).end();
  });
  expect((await (await node(async () => target())).ask('POST', '/v2/a/blobs/uploads/')).headers.location).toBe(expected);
});

test('a client that begins with TLS, as docker does, is told in HTTP, so that it goes on without', async () => {
  const { target } = await registry();
  const connection = (await node(async () => target())).connection();
  connection.write(Buffer.from('16030100c8010000c403', 'hex'));
  expect(await text(connection)).toMatch(/^HTTP\/1\.1 400 /);
});

test('a registry that is away, and one that hangs up in the middle', async () => {
  const away = await node(async () => {
    throw new AppError('registry_unreachable');
  });
  const answer = await away.ask('GET', '/v2/');
  expect([answer.statusCode, await text(answer)]).toEqual([502, expect.stringContaining('registry_unreachable')]);

  const { target } = await registry((_, half) => {
    half.writeHead(200, { 'content-length': '100' });
    half.write('0123456789', () => half.destroy());
  });
  await expect((await node(async () => target())).ask('GET', '/v2/a/blobs/b').then(text)).rejects.toThrow();
});

test('an answer before the whole push was read is passed on', async () => {
  const server = createServer((_, answer) => answer.writeHead(413).end('too large'));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const open = async () => connect({ host: '127.0.0.1', port });
  const { ask } = await node(async () => ({ scheme: 'http', host: '127.0.0.1', port, signIn: null, open }));
  const answer = await ask('PATCH', '/v2/a/blobs/uploads/u', {}, 'x'.repeat(3_000_000));
  expect([answer.statusCode, await text(answer)]).toEqual([413, 'too large']);
});

test.each([
  ['in the middle of the answer', true],
  ['before there is one', false],
])('a client that is gone %s leaves nothing open at the registry', async (_, begins) => {
  const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { target } = await registry((_asked, answer) => {
    answer.once('close', () => closed.resolve());
    if (begins) answer.write('{');
    asked.resolve();
  });
  const connection = (await node(async () => target())).connection();
  connection.write('GET /v2/ HTTP/1.1\r\nhost: localhost:5000\r\n\r\n');
  if (begins) await new Promise((resolve) => connection.once('data', resolve));
  else await asked.promise;
  connection.destroy();
  await closed.promise;
});

test('a client that is gone before the registry is connected to leaves nothing open there', async () => {
  const { port, target, heard } = await registry();
  const opening = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const client = await node(async () =>
    target({
      async open() {
        const connection = connect({ host: '127.0.0.1', port });
        connection.once('close', () => closed.resolve());
        opening.resolve();
        await client.left;
        return connection;
      },
    }),
  );
  const connection = client.connection();
  connection.write('PUT /v2/a/manifests/x HTTP/1.1\r\nhost: localhost:5000\r\ncontent-length: 9\r\n\r\n{');
  await opening.promise;
  connection.destroy();
  await closed.promise;
  expect(heard).toEqual([]);
});

import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { realtimePath } from '@/lib/shared/realtime-path';
import { readEnv } from '@/lib/core/env';
import { limits } from '@/lib/shared/limits';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createPanelServer } from './create-panel-server';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  host: string | undefined;
  peer: unknown;
  forwarded: unknown;
  body: string;
}

let server: Server;
let port: number;
let seen: Seen[];
let log: ReturnType<typeof createMemoryLog>;
let realtime: Server;
let streamedAs: string[];

async function start(environment: Record<string, string> = {}): Promise<void> {
  seen = [];
  log = createMemoryLog();
  // A message of long polling is answered at its end, as the socket server does.
  realtime = createServer((request, response) => request.resume().once('end', () => response.end('realtime')));
  const env = { ...readEnv({ BERTH_PORT: '3000', ...environment }) };
  streamedAs = [];
  const pages = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method, url, headers } = incoming;
    seen.push({
      ...{ method, url, host: headers.host, peer: headers['x-berth-peer'], forwarded: headers['x-forwarded-for'] },
      body: Buffer.concat(chunks).toString(),
    });
    response.end('page');
  };
  const streamed = (key: string, incoming: IncomingMessage, response: ServerResponse) => {
    streamedAs.push(key);
    return pages(incoming, response);
  };
  server = createPanelServer({ env, log, newId: () => 'a'.repeat(24) }, { realtime, pages, streamed });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}
beforeEach(() => start());
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const own = { host: 'localhost:3000' };

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  /** The server closed the connection. */
  closed: Promise<void>;
}

/** @param send writes the body; may go on for as long as it is let. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  send?: (write: (chunk: string | Buffer) => void, end: () => void) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, method, path, headers: { ...own, ...headers }, agent: false });
    const closed = new Promise<void>((done) => req.on('close', done));
    req.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString(), closed }),
      );
    });
    req.on('error', reject);
    if (send)
      send(
        (chunk) => void req.write(chunk),
        () => void req.end(),
      );
    else req.end();
  });
}

const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'OPTIONS'];
const outside = ['/api/auth/callback/credentials', '/api/auth/_log', '/api/auth/x/y', '/sign-in', '/', '/_next/image', '/api/v1'];

test.each(outside.flatMap((path) => methods.map((method) => [method, path] as const)))(
  '%s %s: a body that says it is too long is refused before it is read, and the connection ends',
  async (method, path) => {
    const answer = await ask(method, path, { 'content-length': String(2 * 1024 * 1024) }, (write) => write('a=1&'.repeat(100)));
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
    expect(answer.text).toContain('16 KiB');
    await answer.closed;
    expect(seen).toEqual([]);
  },
);

test.each(['/api/auth/callback/credentials', '/sign-in'])('POST %s: a body that tells no length is counted', async (path) => {
  const answer = await ask('POST', path, { 'transfer-encoding': 'chunked' }, (write) => {
    for (let sent = 0; sent <= limits.formMaxBytes; sent += 1024) write('x'.repeat(1024));
  });
  expect(answer.status).toBe(413);
  await answer.closed;
  expect(seen).toEqual([]);
});

test('the API is bounded at the same place, with a problem document', async () => {
  const headers = { 'content-length': String(limits.bodyMaxBytes + 1), 'accept-language': 'en' };
  const answer = await ask('POST', '/api/v1/setup', headers, (write) => write('{'));
  expect(answer.status).toBe(413);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'payload_too_large', status: 413, requestId: 'a'.repeat(24) });
  const counted = await ask('POST', '/api/v1/setup', { 'transfer-encoding': 'chunked' }, (write) =>
    write(Buffer.alloc(limits.bodyMaxBytes + 1)),
  );
  expect(counted.status).toBe(413);
  expect(seen).toEqual([]);
});

test('a body of exactly the limit comes through whole, with and without a length', async () => {
  const text = 'ü'.repeat(limits.formMaxBytes / 2);
  const length = { 'content-length': String(limits.formMaxBytes) };
  for (const headers of [length, { 'transfer-encoding': 'chunked' }]) {
    const answer = await ask('POST', '/api/auth/callback/credentials', headers, (write, end) => {
      write(text);
      end();
    });
    expect(answer.status).toBe(200);
    expect(seen.pop()).toMatchObject({ method: 'POST', url: '/api/auth/callback/credentials', body: text });
  }
});

test('what is posted outside of the API is 16 KiB at most, and a request header 16 KiB', async () => {
  expect(limits.formMaxBytes).toBe(16_384);
  expect((await ask('GET', `/${'a'.repeat(17_000)}`)).status).toBe(431);
  expect((await ask('GET', '/', { 'x-long': 'a'.repeat(17_000) })).status).toBe(431);
  expect(server.headersTimeout).toBe(15_000);
});

test('a sender that stops in the middle never reaches a page, and a page never waits for it', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /sign-in HTTP/1.1\r\nhost: localhost:3000\r\ncontent-length: 100\r\n\r\nhalf`);
  // Another request on another connection is answered meanwhile.
  expect((await ask('GET', '/')).status).toBe(200);
  socket.destroy();
  await ask('GET', '/');
  expect(seen.map(({ method }) => method)).toEqual(['GET', 'GET']);
  expect(log.lines.filter((line) => line.level === 'error')).toEqual([]);
});

test('a body that is not whole in its time is not waited for, and an archive of images is passed on as it comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const late = ask('POST', '/sign-in', { 'content-length': '100' }, (write) => write('half'));
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    vi.advanceTimersByTime(30_000);
    expect((await late).status).toBe(408);
    const arrived = once(realtime, 'request');
    const polling = ask('POST', `${realtimePath}/?EIO=4&transport=polling`, { 'content-length': '100' }, (write) =>
      write('half'),
    );
    const ended = expect(polling).rejects.toThrow();
    await arrived;
    vi.advanceTimersByTime(30_000);
    await ended;
  } finally {
    vi.useRealTimers();
  }
  const archive = Buffer.alloc(limits.courseMaxBytes + 1);
  const headers = { 'content-type': 'application/x-tar' };
  const send = (write: (chunk: Buffer) => void, end: () => void) => {
    write(archive);
    end();
  };
  expect((await ask('POST', '/api/v1/nodes/node0/images/load', headers, send)).status).toBe(200);
  expect(seen.pop()?.body).toHaveLength(archive.length);
  const file = { 'content-type': 'application/octet-stream' };
  const files = '/api/v1/nodes/node0/containers/web/files';
  expect((await ask('PUT', `${files}/content?path=/x&sizeBytes=1`, file, send)).status).toBe(200);
  expect(seen.pop()?.body).toHaveLength(archive.length);
  expect((await ask('PUT', `${files}/text?path=/x`, file, send)).status).toBe(413);
  expect((await ask('PUT', `${files}/content?path=/x`, { 'content-type': 'text/plain' }, send)).status).toBe(413);
  for (const path of ['/api/v1/nodes/node0/images/load', '/api/v1/nodes/node0/images/build?tag=x']) {
    expect((await ask('POST', path, headers, send)).status).toBe(200);
    expect(seen.pop()?.body).toHaveLength(archive.length);
  }
  for (const path of ['/api/v1/nodes/node0/images/pull', '/api/v1/nodes/a/b/images/load', '/nodes/node0/images/load'])
    expect((await ask('POST', path, headers, send)).status).toBe(413);
  const log = '/api/v1/nodes/node0/containers/web/logs';
  for (const path of [`${files}/content?path=/x`, `${files}/archive?path=/x`, '/api/v1/nodes/node0/images/alpine/save'])
    expect((await ask('GET', path)).status).toBe(200);
  for (const path of [log, `${log}/download`, `${log}/download?timestamps=true`])
    expect((await ask('GET', path)).status).toBe(200);
  expect(streamedAs).toEqual([
    'POST /nodes/{node}/images/load',
    'PUT /nodes/{node}/containers/{container}/files/content',
    'POST /nodes/{node}/images/load',
    'POST /nodes/{node}/images/build',
    'GET /nodes/{node}/containers/{container}/files/content',
    'GET /nodes/{node}/containers/{container}/files/archive',
    'GET /nodes/{node}/images/{image}/save',
    ...Array(2).fill('GET /nodes/{node}/containers/{container}/logs/download'),
  ]);
});

test('another host is refused with a page in both languages that names both, and is told in the log', async () => {
  const answer = await ask('GET', '/', { host: '192.0.2.5:3000<b>', 'accept-language': 'en' });
  expect(answer.status).toBe(421);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  for (const part of ['BERTH_URL', 'localhost:3000', '192.0.2.5:3000', 'lang="en"', 'lang="ko"', '다릅니다'])
    expect(answer.text).toContain(part);
  expect(answer.text.indexOf('lang="en"')).toBeLessThan(answer.text.indexOf('<section lang="ko"'));
  expect(answer.text).not.toContain('<b>');
  expect(log.lines.find((line) => line.level === 'warn')?.fields).toMatchObject({
    arrived: '192.0.2.5:3000<b>',
    expected: 'localhost:3000',
  });
  expect(seen).toEqual([]);
});

test('methods nobody answers and requests meant for a proxy are refused', async () => {
  expect((await ask('TRACE', '/')).status).toBe(405);
  expect((await ask('GET', 'http://localhost:3000/')).status).toBe(421);
  expect(seen).toEqual([]);
});

test('the health of the panel is told on its own machine whatever the name', async () => {
  expect((await ask('GET', '/api/v1/health', { host: '127.0.0.1:9999' })).status).toBe(200);
  expect((await ask('POST', '/api/v1/health', { host: '127.0.0.1:9999' })).status).toBe(421);
  expect((await ask('GET', '/api/v1/me', { host: '127.0.0.1:9999' })).status).toBe(421);
});

test('the sockets get their own path, bounded by the same door', async () => {
  expect((await ask('GET', '/realtime/?EIO=4&transport=polling')).text).toBe('realtime');
  expect((await ask('GET', '/realtime/?EIO=4', { host: 'evil.example' })).status).toBe(421);
  expect((await ask('GET', '/realtimes')).text).toBe('page');
});

test('nobody names their own address, and nothing forged about the way gets behind the door', async () => {
  await ask('GET', '/', { 'x-berth-peer': '1.2.3.4', 'x-forwarded-for': '1.2.3.4', 'x-middleware-subrequest': 'x' });
  expect(seen.pop()).toMatchObject({ peer: '127.0.0.1', forwarded: undefined });
});

test('behind a trusted proxy the address is the one it saw, and the name may come without the port', async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await start({ BERTH_URL: 'https://berth.example:8443', BERTH_TRUSTED_PROXIES: '127.0.0.1' });
  const forwarded = { 'x-forwarded-for': '198.51.100.1, 192.0.2.7' };
  expect((await ask('GET', '/', { host: 'berth.example', ...forwarded })).status).toBe(200);
  expect(seen.pop()).toMatchObject({ host: 'berth.example:8443', peer: '192.0.2.7', forwarded: undefined });
  expect((await ask('GET', '/', { host: 'berth.example' })).status).toBe(421);
  expect((await ask('GET', '/', { host: 'other.example', ...forwarded })).status).toBe(421);
});

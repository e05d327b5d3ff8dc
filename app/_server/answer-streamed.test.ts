import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { streamedKey } from '@/lib/doors/http/streamed';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { answerStreamed } from './answer-streamed';
import { bodyOf } from './request-body';

let panel: ApiPanel;
let server: Server;
const origin = 'http://localhost:3000';
const files = '/api/v1/nodes/node0/containers/web/files';
beforeEach(async () => {
  panel = await startApiPanel();
  server = createServer((incoming, outgoing) => {
    const key = streamedKey(incoming);
    if (key === null) outgoing.writeHead(404).end();
    else void answerStreamed(key, incoming, outgoing, origin);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await panel.stop();
});

const portOf = () => (server.address() as AddressInfo).port;
const ask = async (path: string, { token = panel.tokens.own as string | null, method = 'GET', body = '' } = {}) => {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/octet-stream' };
  const asked = request({ host: '127.0.0.1', port: portOf(), path, method, headers });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
};

test('a file comes with its length, and one that is sent arrives', async () => {
  const fetched = await ask(`${files}/content?path=/hello.txt`);
  expect([fetched.status, fetched.text]).toEqual([200, 'hello\n']);
  expect(fetched.headers).toMatchObject({ 'content-length': '6', 'cache-control': 'no-store' });
  const log = await ask('/api/v1/nodes/node0/containers/web/logs/download?timestamps=true');
  expect([log.status, log.text, log.headers['content-disposition']]).toEqual([200, 'hello\n', 'attachment; filename="web.log"']);
  const sent = await ask(`${files}/content?path=/new&sizeBytes=3`, { method: 'PUT', body: 'abc' });
  expect([sent.status, JSON.parse(sent.text)]).toEqual([200, { path: '/new', sizeBytes: 3 }]);
});

test('who may not is told so, as by every other route', async () => {
  for (const [token, status] of [
    [null, 401],
    [panel.tokens.other, 404],
  ] as const) {
    const refused = await ask(`${files}/content?path=/hello.txt`, { token });
    expect([refused.status, refused.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect((await ask(`${files}/content?path=/new&sizeBytes=3`, { token, method: 'PUT', body: 'abc' })).status).toBe(status);
  }
});

test('a body is read no faster than somebody reads, is closed without the connection, and breaks off with its sender', async () => {
  const arrived = Promise.withResolvers<IncomingMessage>();
  server.removeAllListeners('request').on('request', (incoming) => arrived.resolve(incoming));
  const socket = connect(portOf(), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n');
  const piece = Buffer.alloc(1024 * 1024);
  let sent = 0;
  const more = () => {
    while (sent < 90 && socket.write(piece)) sent++;
    if (sent < 90) socket.once('drain', more);
  };
  more();
  const incoming = await arrived.promise;
  const body = bodyOf(incoming);
  const unread = bodyOf(incoming);
  body.read(0);
  for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(body.readableLength).toBeLessThan(1024 * 1024);
  expect(sent).toBeLessThan(90);
  body.destroy();
  expect(incoming.destroyed).toBe(false);
  const broken = expect(once(unread, 'close')).rejects.toThrow();
  // A paused socket sees no end.
  incoming.resume();
  socket.destroy();
  await broken;
});

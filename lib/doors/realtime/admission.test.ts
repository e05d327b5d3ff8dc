import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected, must, ask, type RealtimePanel, startRealtimePanel } from '@/lib/testing/realtime-panel';
import { handshakeLocale, isOwnOrigin } from './handshake';

let panel: RealtimePanel;
let anna: { id: string; cookie: string };

beforeAll(async () => {
  panel = await startRealtimePanel();
  anna = await panel.addUser('anna');
});
afterAll(() => panel.stop());

/** What engine.io answers whatever `allowRequest` turns away. */
const refused = 400;

/** A WebSocket handshake as bytes on the wire. @returns the HTTP status. */
function upgrade(headers: Record<string, string>, path = '/realtime/?EIO=4&transport=websocket'): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request({
      host: '127.0.0.1',
      port: panel.port,
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        cookie: anna.cookie,
        ...headers,
      },
    });
    req.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    req.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end();
  });
}

test('a handshake from the panel itself is let in, under every name it goes by', async () => {
  expect(await upgrade({ origin: panel.origin })).toBe(101);
  expect(await upgrade({ origin: `http://127.0.0.1:${panel.port}` })).toBe(101);
});

test('a handshake with any other Origin, or none, is refused although the cookie is good', async () => {
  const { port } = panel;
  const foreign = [
    'null',
    'http://evil.example',
    `http://evil.example:${port}`,
    `https://localhost:${port}`,
    `http://localhost:${port + 1}`,
    'http://localhost',
    `http://localhost.:${port}`,
    `http://sub.localhost:${port}`,
    `http://localhost:${port}.evil.example`,
    `http://localhost:${port}/`,
    `http://localhost:${port}@evil.example`,
    `http://LOCALHOST:${port}`,
    `http://localhost:${port},http://evil.example`,
    ` `,
    '',
  ];
  for (const origin of foreign) expect(await upgrade({ origin }), origin).toBe(refused);
  expect(await upgrade({})).toBe(refused);
});

test('what is not the realtime path is left to the HTTP server', async () => {
  expect(await (await fetch(`http://127.0.0.1:${panel.port}/`)).text()).toBe('page');
});

test('who sends no session, a forged one, one of an account that is gone, disabled, or signed out everywhere is refused', async () => {
  const boris = await panel.addUser('boris');
  await expect(connected(panel.connect(null))).rejects.toMatchObject({ message: 'unauthenticated' });
  await expect(connected(panel.connect('berth.session=forged'))).rejects.toMatchObject({ message: 'unauthenticated' });
  const gone = await panel.addUser('gone');
  await panel.runtime.db.user.delete({ where: { id: gone.id } });
  await expect(connected(panel.connect(gone.cookie))).rejects.toMatchObject({ message: 'unauthenticated' });
  await connected(panel.connect(boris.cookie));
  await panel.runtime.db.user.update({ where: { id: boris.id }, data: { sessionEpoch: 1 } });
  await expect(connected(panel.connect(boris.cookie))).rejects.toMatchObject({ message: 'unauthenticated' });
  await panel.runtime.db.user.update({ where: { id: boris.id }, data: { sessionEpoch: 0, disabledAt: new Date() } });
  await expect(connected(panel.connect(boris.cookie))).rejects.toMatchObject({
    message: 'unauthenticated',
    data: { code: 'unauthenticated' },
  });
});

test('only the id is kept on the socket', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  await must(ask(socket, 'nodes:watch', {}));
  expect(panel.log.lines.some((line) => JSON.stringify(line).includes(anna.cookie))).toBe(false);
});

test('the answer is in the language the page asks for', async () => {
  const korean = panel.connect(anna.cookie, { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' });
  await connected(korean);
  const ack = await ask(korean, 'node:watch', { node: 'nowhere' });
  expect(ack.ok === false && ack.error.message).toMatch(/[가-힣]/);
  const english = panel.connect(anna.cookie, { 'accept-language': 'fr, en;q=0.5' });
  await connected(english);
  const other = await ask(english, 'node:watch', { node: 'nowhere' });
  expect(other.ok === false && other.error.message).not.toMatch(/[가-힣]/);
});

test('a socket answers in the language of its page: the cookie of the language switch, else the browser, else Korean', () => {
  expect(handshakeLocale({ headers: { cookie: 'a=b; berth-locale=ko', 'accept-language': 'en-US' } })).toBe('ko');
  expect(handshakeLocale({ headers: { cookie: 'berth-locale=en', 'accept-language': 'ko-KR' } })).toBe('en');
  expect(handshakeLocale({ headers: { cookie: 'xberth-locale=en', 'accept-language': 'en;q=0.2,ko;q=0.9' } })).toBe('ko');
  expect(handshakeLocale({ headers: {} })).toBe('ko');
  expect(isOwnOrigin(undefined, [''])).toBe(false);
});

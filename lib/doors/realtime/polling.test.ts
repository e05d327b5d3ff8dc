import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttachedTerminal } from '@/lib/shared/realtime';
import { pollingHeader, realtimePath } from '@/lib/shared/realtime-path';
import { limits } from '@/lib/shared/limits';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let anna: { id: string; cookie: string };
beforeEach(async () => {
  panel = await startRealtimePanel();
  anna = await panel.addUser('anna');
  await panel.addNode('node0', [anna]);
}, 60_000);
afterEach(() => panel.stop());

const polled = { [pollingHeader]: '1' };
const size = { cols: 80, rows: 24 };
async function tab(cookie = anna.cookie): Promise<TestSocket> {
  const socket = panel.connect(cookie, {}, panel.port, 'polling');
  await connected(socket);
  return socket;
}
const open = (socket: TestSocket) =>
  must<AttachedTerminal>(ask(socket, 'terminal:open', { kind: 'host', node: 'node0', ...size }));

function poll(query: string, headers: Record<string, string>, init: RequestInit = {}): Promise<Response> {
  const address = `http://127.0.0.1:${panel.port}${realtimePath}/?EIO=4&transport=polling${query}`;
  return fetch(address, { ...init, headers: { cookie: anna.cookie, ...headers } });
}
/** A connection of the engine, by hand. */
async function handshake(headers: Record<string, string> = polled): Promise<string> {
  const answer = await poll('', headers);
  expect(answer.status).toBe(200);
  return (JSON.parse((await answer.text()).slice(1)) as { sid: string }).sid;
}

test('a terminal works byte for byte: what is typed, and output of a full ring, taken up again by another connection', async () => {
  const near = await tab();
  const typed: Buffer[] = [];
  panel.onType = (data) => typed.push(data);
  const { terminal } = await open(near);
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  near.emit('terminal:input', { id: terminal.id, data: everyByte });
  await expect.poll(() => Buffer.concat(typed).equals(everyByte)).toBe(true);
  near.disconnect();

  const all = randomBytes(limits.terminalRingMaxBytes);
  panel.ptys[0]?.emit(all);
  const far = await tab();
  const parts: Buffer[] = [];
  let seq = 0;
  const take = (from: number, data: Uint8Array): void => {
    expect(from).toBe(seq);
    seq = from + data.byteLength;
    parts.push(Buffer.from(data));
    far.emit('terminal:ack', { id: terminal.id, seq });
  };
  far.on('terminal:output', (event) => take(event.seq - event.data.byteLength, new Uint8Array(event.data)));
  far.emit('terminal:attach', { id: terminal.id, afterSeq: 0, ...size }, (ack) => {
    if (ack.ok) take(ack.value.startSeq, new Uint8Array(ack.value.replay));
  });
  await expect.poll(() => seq, { timeout: 30_000 }).toBe(all.length);
  expect(Buffer.concat(parts).equals(all)).toBe(true);
}, 60_000);

test('the same people are let in, and only to what is theirs', async () => {
  await expect(connected(panel.connect(null, {}, panel.port, 'polling'))).rejects.toMatchObject({ message: 'unauthenticated' });
  const boris = await panel.addUser('boris');
  const socket = await tab(boris.cookie);
  expect(await ask(socket, 'terminal:open', { kind: 'host', node: 'node0', ...size })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  });
});

test('only the panel’s own pages open a connection: by their Origin, or where a browser sends none, by the header', async () => {
  const own = { origin: panel.origin };
  expect((await poll('', own)).status).toBe(200);
  expect((await poll('', polled)).status).toBe(200);
  expect((await poll('', {})).status).toBe(400);
  for (const origin of ['http://evil.example', 'null', `${panel.origin}.evil.example`])
    expect((await poll('', { ...polled, origin })).status, origin).toBe(400);
  for (const site of ['cross-site', 'same-site', 'none'])
    expect((await poll('', { ...polled, 'sec-fetch-site': site })).status, site).toBe(400);
  // The header of ours makes a browser ask first, and it is not given leave.
  const preflight = await poll('', { origin: 'http://evil.example' }, { method: 'OPTIONS' });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([400, null]);
});

test('the id of a connection alone opens nothing: each request carries its owner’s cookies and comes from the panel’s page', async () => {
  const sid = await handshake();
  const post = (headers: Record<string, string>) => poll(`&sid=${sid}`, headers, { method: 'POST', body: '40' });
  const boris = await panel.addUser('boris');
  expect((await post({ origin: panel.origin, cookie: boris.cookie })).status).toBe(400);
  expect((await post({ origin: panel.origin, cookie: '' })).status).toBe(400);
  expect((await post({ ...polled })).status).toBe(400);
  expect((await post({ origin: 'http://evil.example' })).status).toBe(400);
  expect((await post({ origin: panel.origin })).status).toBe(200);
});

test('cookies that change while the page is open keep the connection, as long as they are the same person’s', async () => {
  const sid = await handshake();
  const post = (body: string, cookie: string) => poll(`&sid=${sid}`, { origin: panel.origin, cookie }, { method: 'POST', body });
  expect((await post('0[0,"/",null,null]'.replace('0[', '4['), anna.cookie)).status).toBe(200);
  await expect.poll(() => panel.sockets()).toBe(1);
  const boris = await panel.addUser('boris');
  expect((await post('3', `${anna.cookie}; berth-locale=ko`)).status).toBe(200);
  expect((await post('3', boris.cookie)).status).toBe(400);
});

test('what is posted is bounded as a message is', async () => {
  const sid = await handshake();
  const body = `4${'x'.repeat(limits.bodyMaxBytes + 1)}`;
  const answer = await poll(`&sid=${sid}`, { origin: panel.origin }, { method: 'POST', body });
  expect(answer.status).toBe(413);
});

test('a session that ends is cut at once', async () => {
  const socket = await tab();
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  await panel.runtime.db.user.update({ where: { id: anna.id }, data: { disabledAt: new Date() } });
  panel.runtime.bus.publish('access.changed', { userId: anna.id });
  await gone;
  expect(panel.sockets()).toBe(0);
});

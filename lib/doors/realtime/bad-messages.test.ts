import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AttachedTerminal } from '@/lib/shared/realtime';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let anna: { id: string; cookie: string };
const escaped: unknown[] = [];
const onEscaped = (error: unknown): void => void escaped.push(error);

beforeAll(async () => {
  process.on('uncaughtException', onEscaped);
  process.on('unhandledRejection', onEscaped);
  panel = await startRealtimePanel();
  anna = await panel.addUser('anna');
  await panel.addNode('node0', [anna]);
});
afterAll(async () => {
  await panel.stop();
  process.off('uncaughtException', onEscaped);
  process.off('unhandledRejection', onEscaped);
});

async function stillAlive(): Promise<void> {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  await must(ask(socket, 'node:watch', { node: 'node0' }));
  socket.disconnect();
  expect(escaped).toEqual([]);
  expect(panel.log.lines.filter((l) => l.level === 'error')).toEqual([]);
}

/** Sends what no page of ours would: any event name, any arguments. */
const emitAny = (socket: TestSocket, event: string, ...args: unknown[]): void =>
  void (socket as never as { emit(e: string, ...a: unknown[]): void }).emit(event, ...args);

const names = [
  'node:watch',
  'nodes:watch',
  'terminal:open',
  'terminal:attach',
  'terminal:input',
  'terminal:resize',
  'terminal:ack',
  'terminal:close',
  'terminal:list',
  'student-terminals:list',
  'terminal:observe',
  'logs:follow',
  'logs:unfollow',
  '__proto__',
  'constructor',
  'toString',
  'no:such',
  '',
  '💥',
  'x'.repeat(5_000),
];
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER + 2, [], {}, [[[]]]),
  fc.constantFrom('', 'node0', '\0', '../..', 'a'.repeat(3_000), 'f'.repeat(32)),
  fc.uint8Array({ maxLength: 10 }),
);
const polluted = () => JSON.parse('{"__proto__":{"id":"x","admin":true},"constructor":{"prototype":{"admin":true}}}');
const payload = fc.oneof(
  scalar,
  fc.constant(null).map(polluted),
  fc.record({ id: scalar, data: scalar, seq: scalar, cols: scalar, rows: scalar }),
  fc.record({
    node: scalar,
    container: scalar,
    kind: fc.constantFrom('host', 'exec', 'attach', 'x', 1),
    command: scalar,
    cols: fc.constant(80),
    rows: fc.constant(24),
  }),
  fc.constant({ node: { toString: 'x' } }),
  fc.array(scalar, { minLength: 200, maxLength: 200 }),
  fc.anything(),
);
const malformed = fc.record({
  name: fc.constantFrom(...names),
  args: fc.array(payload, { maxLength: 3 }),
  isAsked: fc.boolean(),
});

test('thousands of malformed messages leave the panel working', async () => {
  await fc.assert(
    // Fewer than the rate lets through, so that each is read.
    fc.asyncProperty(fc.array(malformed, { maxLength: 100, size: 'max' }), async (messages) => {
      const socket = panel.connect(anna.cookie);
      await connected(socket);
      for (const { name, args, isAsked } of messages) emitAny(socket, name, ...args, ...(isAsked ? [() => {}] : []));
      await new Promise<void>((resolve) => {
        socket.once('disconnect', () => resolve());
        emitAny(socket, 'nodes:unwatch', {}, () => resolve());
      });
      socket.disconnect();
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
      await stillAlive();
    }),
    { numRuns: 50 },
  );
});

test('packets that are no socket.io packets, too large or too deep end that connection alone', async () => {
  const event = (json: string): string => `[2,"/",null,${json}]`;
  const raw = [
    '2["node:watch",{"node":"node0"}]',
    '[2,',
    '[]',
    '[7,"/",null,["e"]]',
    '[0,"/admin",null,null]',
    event('["error",1]'),
    event('["disconnect"]'),
    event('["connect"]'),
    event('["terminal:input",{"\\u0000bytes":4}]'),
    event('{"a":1}'),
    event(`["node:watch",${'['.repeat(60_000)}${']'.repeat(60_000)}]`),
    event(`["node:watch","${'x'.repeat(400_000)}"]`),
  ];
  for (const text of raw) {
    const socket = panel.connect(anna.cookie);
    await connected(socket);
    const engine = socket.io.engine as unknown as { write(text: string): void };
    const over = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
    engine.write(text);
    emitAny(socket, 'nodes:unwatch', {}, () => socket.disconnect());
    await over;
  }
  await stillAlive();
});

test('an unknown event is answered as not found, also when its name is one of JavaScript’s own', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  for (const event of ['no:such', '__proto__', 'constructor', 'hasOwnProperty']) {
    const ack = await ask(socket, event as never, {} as never);
    expect(ack.ok === false && ack.error.code, event).toBe('not_found');
  }
});

test('extra arguments are ignored, and an answer function that is none is tolerated', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  emitAny(socket, 'node:watch', { node: 'node0' }, 'not a function', 7);
  const answer = await new Promise((resolve) => emitAny(socket, 'node:watch', { node: 'node0' }, 'extra', { more: 1 }, resolve));
  expect(answer).toMatchObject({ ok: true, value: { revision: 7 } });
});

test('what is wrong in the input is told by code, without touching a node', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  // A random message of an earlier test may have been a good one.
  const opened = panel.ptys.length;
  for (const input of [
    { kind: 'host', node: 'node0', cols: 1, rows: 0 },
    { kind: 'exec', node: 'node0', container: '-rf', cols: 80, rows: 24 },
    { kind: 'host', node: 'NODE0;id', cols: 80, rows: 24 },
    null,
  ]) {
    const ack = await ask(socket, 'terminal:open', input as never);
    expect(ack.ok === false && ack.error.code).toBe('invalid_input');
  }
  expect(panel.ptys).toHaveLength(opened);
});

test('asking without pause is refused for its rate, and going on regardless ends the connection', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  const codes = new Map<string, number>();
  const over = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
  for (let i = 0; i < 2_000; i++) {
    emitAny(socket, 'terminal:list', { node: 'node0' }, (ack: { ok: boolean; error?: { code: string } }) => {
      const code = ack.error?.code ?? 'ok';
      codes.set(code, (codes.get(code) ?? 0) + 1);
    });
  }
  await over;
  expect(codes.get('rate_limited')).toBeGreaterThan(0);
  await stillAlive();
});

test('a tab may ask 120 times at once, and 30 times more for each second that passes', async () => {
  // Whole, so that a second later is exactly a second.
  const start = Math.ceil(performance.now());
  const clock = vi.spyOn(performance, 'now').mockReturnValue(start);
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  const askUntilRefused = async (): Promise<number> => {
    for (let answered = 0; answered < 1_000; answered++) {
      const ack = await ask(socket, 'terminal:list', { node: 'node0' });
      if (!ack.ok) {
        expect(ack.error.code).toBe('rate_limited');
        return answered;
      }
    }
    return 1_000;
  };
  expect(await askUntilRefused()).toBe(120);
  clock.mockReturnValue(start + 1_000);
  expect(await askUntilRefused()).toBe(30);
  socket.disconnect();
});

test('an error nobody expected is answered with an id that finds the log line, and tells nothing', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  panel.beforeOpen = async () => {
    throw new TypeError('/srv/secret/path exploded');
  };
  const ack = await ask(socket, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 });
  panel.beforeOpen = async () => {};
  expect(ack.ok === false && ack.error.code).toBe('internal');
  expect(JSON.stringify(ack)).not.toContain('secret');
  const line = panel.log.lines.find((l) => l.level === 'error');
  expect(line?.fields).toMatchObject({ requestId: ack.ok === false && ack.error.requestId });
  panel.log.lines.length = 0;
});

test('keys sent without waiting arrive in the order they were pressed, also while the account is looked up anew', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  const { terminal } = await must<AttachedTerminal>(
    ask(socket, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 }),
  );
  const pty = panel.ptys.at(-1);
  let typed = '';
  for (let i = 0; i < 400; i++) {
    const key = `${i},`;
    typed += key;
    if (i % 50 === 25) panel.runtime.bus.publish('access.changed', { userId: anna.id });
    socket.emit('terminal:input', { id: terminal.id, data: Buffer.from(key) });
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => pty?.typed().toString()).toBe(typed);
});

test('of what may be asked for and not answered yet there are twenty-four, and a place is free again once one is answered', async () => {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  const held: Array<() => void> = [];
  panel.beforeOpen = () => new Promise<void>((resolve) => held.push(resolve));
  const open = { kind: 'host', node: 'node0', cols: 80, rows: 24 } as const;
  const acks: Array<{ ok: boolean; error?: { code: string } }> = [];
  for (let n = 0; n < 30; n++) emitAny(socket, 'terminal:open', open, (ack: (typeof acks)[number]) => acks.push(ack));
  await expect.poll(() => acks.map(({ error }) => error?.code)).toEqual(Array(6).fill('rate_limited'));
  await expect.poll(() => held.length).toBeGreaterThan(0);
  panel.beforeOpen = async () => {};
  for (const go of held.splice(0)) go();
  await expect.poll(() => acks.length).toBe(30);
  expect((await ask(socket, 'terminal:list', { node: 'node0' })).ok).toBe(true);
  socket.disconnect();
  await stillAlive();
});

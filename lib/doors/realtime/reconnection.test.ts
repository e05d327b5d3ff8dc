import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttachedTerminal, TerminalDto } from '@/lib/shared/realtime';
import type { ScriptedPty } from '@/lib/testing/scripted-pty';
import { ask, connected, must, type RealtimePanel, startRealtimePanel, type TestSocket } from '@/lib/testing/realtime-panel';

let panel: RealtimePanel;
let anna: { id: string; cookie: string };
let nodeId: string;

beforeEach(async () => {
  panel = await startRealtimePanel();
  anna = await panel.addUser('anna');
  nodeId = await panel.addNode('node0', [anna]);
});
afterEach(() => panel.stop());

async function newTab(): Promise<TestSocket> {
  const socket = panel.connect(anna.cookie);
  await connected(socket);
  return socket;
}

const openShell = (socket: TestSocket) =>
  must<AttachedTerminal>(ask(socket, 'terminal:open', { kind: 'host', node: 'node0', cols: 80, rows: 24 }));

/** A page's memory of one terminal over all its connections. */
function createScreen(id: string) {
  const screen = {
    seq: 0,
    bytes: Buffer.alloc(0),
    jumps: 0,
    take(startSeq: number, data: Uint8Array) {
      if (startSeq !== screen.seq) screen.jumps += 1;
      screen.bytes = Buffer.concat([screen.bytes, data]);
      screen.seq = startSeq + data.length;
    },
    async follow(socket: TestSocket) {
      socket.on('terminal:output', (event) => {
        screen.take(event.seq - event.data.byteLength, new Uint8Array(event.data));
        socket.emit('terminal:ack', { id, seq: event.seq });
      });
      // In the answer's own call: output may follow in the same packet of the network.
      await new Promise<void>((resolve) => {
        socket.emit('terminal:attach', { id, afterSeq: screen.seq, cols: 80, rows: 24 }, (ack) => {
          if (ack.ok) screen.take(ack.value.startSeq, new Uint8Array(ack.value.replay));
          resolve();
        });
      });
      socket.emit('terminal:ack', { id, seq: screen.seq });
    },
  };
  return screen;
}

/** What a program writes while one connection lasts, piece by piece, and whether the event loop turns after it. */
const connection = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 3_000 }), turns: fc.boolean() }), {
  minLength: 1,
  maxLength: 20,
  size: 'max',
});

test('a page that keeps losing its connection in the middle of output ends with exactly the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(connection, { minLength: 1, maxLength: 8, size: 'max' }), async (connections) => {
      let tab = await newTab();
      const { terminal } = await openShell(tab);
      const shells = panel.ptys.length;
      const pty = panel.ptys.at(-1) as ScriptedPty;
      const screen = createScreen(terminal.id);
      const sent: Buffer[] = [];
      const say = (bytes: number): void => {
        const chunk = randomBytes(bytes);
        sent.push(chunk);
        pty.emit(chunk);
      };
      for (const pieces of connections) {
        await screen.follow(tab);
        for (const { bytes, turns } of pieces) {
          say(bytes);
          if (turns) await new Promise((resolve) => setImmediate(resolve));
        }
        // The network breaks without a word.
        tab.io.engine.close();
        tab.disconnect();
        say(1_000);
        tab = await newTab();
      }
      await screen.follow(tab);
      const all = Buffer.concat(sent);
      await expect.poll(() => screen.seq).toBe(all.length);
      expect(screen.jumps).toBe(0);
      expect(screen.bytes.equals(all)).toBe(true);
      expect(panel.ptys).toHaveLength(shells);
      await must(ask(tab, 'terminal:close', { id: terminal.id }));
      tab.disconnect();
    }),
    { numRuns: 4, interruptAfterTimeLimit: 60_000 },
  );
});

test('closing the tab keeps the shell; it is listed, and closing it ends it for every tab', async () => {
  const first = await newTab();
  const { terminal } = await openShell(first);
  first.disconnect();
  const second = await newTab();
  const third = await newTab();
  const list = await must<{ items: TerminalDto[] }>(ask(second, 'terminal:list', { node: nodeId }));
  expect(list.items.map((t) => [t.id, t.state, t.loginUser])).toEqual([[terminal.id, 'open', 'ubuntu']]);
  const ended = Promise.all([second, third].map((tab) => new Promise((resolve) => tab.once('terminal:ended', resolve))));
  for (const tab of [second, third])
    await must(ask(tab, 'terminal:attach', { id: terminal.id, afterSeq: 0, cols: 80, rows: 24 }));
  await must(ask(second, 'terminal:close', { id: terminal.id }));
  expect(await ended).toEqual(Array(2).fill({ id: terminal.id, reason: 'closed', exitCode: null }));
  expect(panel.ptys[0]?.closeCalls).toBe(1);
});

test('the same size again does not disturb the program, another one reaches it', async () => {
  const tab = await newTab();
  const { terminal } = await openShell(tab);
  await must(ask(tab, 'terminal:attach', { id: terminal.id, afterSeq: 0, cols: 80, rows: 24 }));
  await must(ask(tab, 'terminal:resize', { id: terminal.id, cols: 132, rows: 50 }));
  expect(panel.ptys[0]?.sizes).toEqual([{ cols: 132, rows: 50 }]);
});

test('a page that leaves the terminal but stays connected no longer holds up the program', async () => {
  const tab = await newTab();
  const { terminal } = await openShell(tab);
  const pty = panel.ptys[0] as ScriptedPty;
  const paused = () => (pty.output as unknown as { isPaused(): boolean }).isPaused();
  for (let i = 0; i < 30; i++) pty.emit(Buffer.alloc(16_384));
  await expect.poll(paused).toBe(true);
  await must(ask(tab, 'terminal:detach', { id: terminal.id }));
  await expect.poll(paused).toBe(false);
});

test('a pasted 10 MB is taken piece by piece, each answered when the program has read enough, and arrives in order', async () => {
  const tab = await newTab();
  let sinceDrain = 0;
  panel.onType = (data, pty) => {
    sinceDrain += data.length;
    if (sinceDrain < 300_000) return;
    sinceDrain = 0;
    pty.congested = true;
    setImmediate(() => pty.uncongest());
  };
  const { terminal } = await openShell(tab);
  const paste = randomBytes(10 * 1024 * 1024);
  for (let at = 0; at < paste.length; at += 65_536) {
    await must(ask(tab, 'terminal:input', { id: terminal.id, data: paste.subarray(at, at + 65_536) }));
  }
  await expect.poll(() => panel.ptys[0]?.typed().length).toBe(paste.length);
  expect(panel.ptys[0]?.typed().equals(paste)).toBe(true);
});

test('while a paste waits for the program, the tab’s acknowledgements still count', async () => {
  const tab = await newTab();
  const { terminal } = await openShell(tab);
  const pty = panel.ptys[0];
  if (pty) pty.congested = true;
  let answered = 0;
  for (let i = 0; i < 8; i++) tab.emit('terminal:input', { id: terminal.id, data: Buffer.alloc(65_536) }, () => (answered += 1));
  await must(ask(tab, 'terminal:ack', { id: terminal.id, seq: 0 }));
  expect(answered).toBeLessThan(8);
  pty?.uncongest();
  await expect.poll(() => answered).toBe(8);
});

test('a lost node tells the tab', async () => {
  const tab = await newTab();
  const { terminal } = await openShell(tab);
  const ended = new Promise((resolve) => tab.once('terminal:ended', resolve));
  panel.ptys[0]?.lose();
  expect(await ended).toEqual({ id: terminal.id, reason: 'node_lost', exitCode: null });
});

test('a log is followed until it ends, line by line as it was read, and a tab that goes away stops the reading', async () => {
  const tab = await newTab();
  const { id } = await must<{ id: string }>(ask(tab, 'logs:follow', { node: 'node0', container: 'web' }));
  const lines: string[] = [];
  tab.on('logs:lines', (event) => lines.push(...event.lines.map((l) => `${event.id === id}:${l.text}`)));
  await expect.poll(() => panel.logs.has(nodeId)).toBe(true);
  panel.logs.get(nodeId)?.push([
    { stream: 'stdout', at: null, text: 'one' },
    { stream: 'stderr', at: null, text: '둘' },
  ]);
  await expect.poll(() => lines).toEqual(['true:one', 'true:둘']);
  const ended = new Promise((resolve) => tab.once('logs:ended', resolve));
  panel.logs.get(nodeId)?.end();
  expect(await ended).toEqual({ id, reason: 'container_stopped' });
  const since = '2026-01-01T00:00:00.000Z';
  await must(ask(tab, 'logs:follow', { node: 'node0', container: 'web', tail: 100_000, since, minutes: 60 }));
  await expect.poll(() => panel.logs.get(nodeId)?.aborted).toBe(false);
  expect(panel.logs.get(nodeId)?.start).toEqual({ tail: 100_000, since, minutes: 60 });
  for (const minutes of [0, 1.5, 525_601])
    expect(await ask(tab, 'logs:follow', { node: 'node0', container: 'web', minutes })).toMatchObject({ ok: false });
  tab.disconnect();
  await expect.poll(() => panel.logs.get(nodeId)?.aborted).toBe(true);
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createScriptedPty } from '@/lib/testing/scripted-pty';
import { createTab } from '@/lib/testing/terminal-tab';
import { createTerminals, newTerminalId } from './create-terminals';
import type { TerminalLimits } from './terminal-limits';
import type { TerminalViewer } from './terminals';

afterEach(() => void vi.useRealTimers());

const about = {
  kind: 'host',
  nodeId: 'n'.repeat(24),
  nodeName: 'node0',
  containerId: null,
  containerName: null,
  loginUser: 'ubuntu',
} as const;
const anna = 'anna';
const boris = 'boris';

function setUp(limits: Partial<TerminalLimits> = {}) {
  return createTerminals({ now: () => new Date('2026-11-24T09:00:00Z'), newTerminalId, log: createMemoryLog(), limits });
}

function codeOf(act: () => unknown): ErrorCode | 'none' {
  try {
    act();
    return 'none';
  } catch (error) {
    return (error as { code: ErrorCode }).code;
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What a program writes, which tab comes or goes then, and whether the event loop turns. */
const moment = fc.record({
  bytes: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: 1, max: 9_000 })),
  moves: fc.option(fc.nat(2)),
  turns: fc.boolean(),
});

test('tabs that come and go at any moment end up with identical bytes: nothing lost, nothing doubled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { maxLength: 150, size: 'max' }), async (moments) => {
      const terminals = setUp({ ringMaxBytes: 200_000, highWaterBytes: 20_000, lowWaterBytes: 5_000 });
      const pty = createScriptedPty();
      const { id } = terminals.create({ userId: anna }, about, pty);
      const tabs = [createTab(terminals, anna, id), createTab(terminals, anna, id), createTab(terminals, anna, id)];
      const attachAll = () => {
        for (const tab of tabs) if (!tab.attached) tab.attach();
      };
      const sent: Buffer[] = [];
      for (const [step, { bytes, moves, turns }] of moments.entries()) {
        const chunk = randomBytes(bytes);
        sent.push(chunk);
        pty.emit(chunk);
        const tab = moves === null ? undefined : tabs[moves];
        (tab?.attached ? tab.detach : tab?.attach)?.();
        if (turns) await turn();
        // Nobody falls further behind than the ring reaches, as a real tab reconnects soon.
        if (step % 20 === 0) attachAll();
      }
      attachAll();
      const all = Buffer.concat(sent);
      for (const tab of tabs) {
        await expect.poll(() => tab.seq).toBe(all.length);
        expect(tab.gaps).toBe(0);
        expect(tab.received.equals(all)).toBe(true);
      }
      await terminals.stop();
    }),
    { numRuns: 10 },
  );
});

test('bytes pass unaltered, also when a character is cut in two', async () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id);
  tab.attach();
  const text = Buffer.concat([Buffer.from('도커 🐳 '), Buffer.from([0xff, 0xfe, 0x00, 0x80])]);
  for (const byte of text) {
    pty.emit(Uint8Array.of(byte));
    await turn();
  }
  await expect.poll(() => tab.seq).toBe(text.length);
  expect(tab.received.equals(text)).toBe(true);
});

test('what a tab missed beyond the ring is told by the start number, not hidden', async () => {
  const terminals = setUp({ ringMaxBytes: 1_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  pty.emit(Buffer.alloc(2_500, 'x'));
  await turn();
  const attached = terminals.attach(anna, id, 100, { output() {}, ended() {} });
  expect(attached.startSeq).toBe(1_500);
  expect(attached.replay.length).toBe(1_000);
});

test('who attaches is told which size the output had it gets', async () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty, { cols: 80, rows: 24 });
  const viewer: TerminalViewer = { output: () => {}, ended: () => {} };
  pty.emit('wide');
  await turn();
  terminals.resize(anna, id, 40, 10);
  pty.emit('narrow');
  await turn();
  expect(terminals.attach(anna, id, 0, viewer).sizes).toEqual([
    { afterSeq: 0, cols: 80, rows: 24 },
    { afterSeq: 4, cols: 40, rows: 10 },
  ]);
  expect(terminals.attach(anna, id, 6, viewer).sizes).toEqual([{ afterSeq: 6, cols: 40, rows: 10 }]);
});

test('a tab that stops drawing pauses the source, memory stays bounded, and drawing lets it go on', async () => {
  const terminals = setUp({ highWaterBytes: 50_000, lowWaterBytes: 10_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id, { acks: false });
  tab.attach();
  for (let i = 0; i < 100; i++) {
    pty.emit(Buffer.alloc(4_096, 'y'));
    await turn();
  }
  expect((pty.output as unknown as { isPaused(): boolean }).isPaused()).toBe(true);
  await expect.poll(() => tab.seq).toBeGreaterThan(50_000);
  expect(tab.seq).toBeLessThan(50_000 + 32_768 + 16_384);
  while (tab.seq < 100 * 4_096) {
    terminals.acknowledge(anna, id, tab.viewer as TerminalViewer, tab.seq);
    await turn();
  }
  expect(tab.gaps).toBe(0);
});

test('one silent tab is let go after 30 s so that the other goes on, and catches up when it speaks', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ highWaterBytes: 1_000, lowWaterBytes: 100, ringMaxBytes: 100_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const silent = createTab(terminals, anna, id, { acks: false });
  const awake = createTab(terminals, anna, id);
  silent.attach();
  awake.attach();
  for (let i = 0; i < 4; i++) {
    pty.emit(Buffer.alloc(4_000, 'z'));
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(awake.seq).toBeLessThan(16_000);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(awake.seq).toBe(16_000);
  const before = silent.seq;
  expect(before).toBeLessThan(16_000);
  terminals.acknowledge(anna, id, silent.viewer as TerminalViewer, silent.seq);
  expect(silent.seq).toBe(16_000);
  expect(silent.gaps).toBe(0);
});

test('a viewer that is far behind gets the rest message by message as it acknowledges, and loses at most one when it is cut off', async () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const all = randomBytes(300_000);
  pty.emit(all);
  await turn();
  const sizes: number[] = [];
  const received: Buffer[] = [];
  let seq = 0;
  for (let round = 0; round < 100 && seq < all.length; round++) {
    let underWay = 0;
    const viewer: TerminalViewer = {
      output(_seq, data) {
        sizes.push(data.length);
        underWay += data.length;
      },
      ended() {},
    };
    const { startSeq, lastSeq, replay } = terminals.attach(anna, id, seq, viewer);
    expect([startSeq, lastSeq]).toEqual([seq, all.length]);
    sizes.push(replay.length);
    received.push(Buffer.from(replay));
    seq += replay.length;
    terminals.acknowledge(anna, id, viewer, seq);
    expect(underWay).toBeLessThanOrEqual(64 * 1024);
    // Cut off before any of that arrived.
    terminals.detach(anna, id, viewer, true);
  }
  expect(Math.max(...sizes)).toBe(16 * 1024);
  expect(Buffer.concat(received).equals(all)).toBe(true);
});

test('a program that ends while the page is away: its last words and its exit code are there when the page is back', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ closedKeptMs: 300_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id);
  tab.attach();
  terminals.detach(anna, id, tab.viewer as TerminalViewer, true);
  const words = Buffer.concat([randomBytes(90_000), Buffer.from('LAST-42')]);
  pty.emit(words);
  pty.exit(7);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(terminals.list(anna)).toEqual([]);
  tab.attach();
  await vi.advanceTimersByTimeAsync(1);
  expect(tab.received.equals(words)).toBe(true);
  expect(tab.ended).toEqual({ reason: 'exited', exitCode: 7 });
  expect(codeOf(() => terminals.attach(boris, id, 0, tab.viewer as TerminalViewer))).toBe('terminal_not_found');
  // Who comes a second time hears it too, also with nothing left to read.
  tab.ended = null;
  tab.attach();
  await vi.advanceTimersByTimeAsync(1);
  expect(tab.ended).toEqual({ reason: 'exited', exitCode: 7 });
  await vi.advanceTimersByTimeAsync(300_000);
  expect(codeOf(() => tab.attach())).toBe('terminal_not_found');
});

test('of what ended, the last four keep their output; how they ended is told of all; taken access closes them', async () => {
  vi.useFakeTimers();
  const terminals = setUp();
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) {
    const pty = createScriptedPty();
    ids.push(terminals.create({ userId: anna }, about, pty).id);
    pty.emit('words');
    pty.exit(i);
    await vi.advanceTimersByTimeAsync(10);
  }
  const tabs = ids.map((id) => createTab(terminals, anna, id));
  for (const tab of tabs) tab.attach();
  await vi.advanceTimersByTimeAsync(1);
  expect(tabs.map((tab) => [tab.received.toString(), tab.ended?.exitCode])).toEqual([
    ['', 0],
    ['', 1],
    ...[2, 3, 4, 5].map((code) => ['words', code]),
  ]);
  terminals.revoke(anna, () => false);
  for (const tab of tabs) expect(codeOf(() => tab.attach())).toBe('terminal_closed');
});

test('a terminal that was closed elsewhere or expired says so to a page that comes back, without its output', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ detachedMs: 60_000 });
  const [closed, expired] = [createScriptedPty(), createScriptedPty()];
  const first = terminals.create({ userId: anna }, about, closed);
  const second = terminals.create({ userId: anna }, about, expired);
  closed.emit('words');
  terminals.close(anna, first.id);
  await vi.advanceTimersByTimeAsync(61_000);
  const tabs = [first, second].map(({ id }) => createTab(terminals, anna, id));
  for (const tab of tabs) tab.attach();
  await vi.advanceTimersByTimeAsync(1);
  expect(tabs.map((tab) => [tab.ended?.reason, tab.received.length])).toEqual([
    ['closed', 0],
    ['expired', 0],
  ]);
});

test("of several tabs' emulators one answers: that of the tab that typed last, or else the last that came", () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tabs = ['first', 'second'].map(() => createTab(terminals, anna, id));
  for (const tab of tabs) tab.attach();
  const [first, second] = tabs.map((tab) => tab.viewer as TerminalViewer) as [TerminalViewer, TerminalViewer];
  const say = (viewer: TerminalViewer, text: string, isAnswer: boolean) =>
    terminals.input(anna, id, Buffer.from(text), { viewer, isAnswer, locale: 'en' });
  const answers = () => {
    const before = pty.typed().length;
    say(first, 'F', true);
    say(second, 'S', true);
    return pty.typed().subarray(before).toString();
  };
  expect(answers()).toBe('S');
  say(first, 'ls', false);
  expect(answers()).toBe('F');
  tabs[0]?.detach();
  say(second, 'S', true);
  expect(pty.typed().toString()).toBe('SlsFS');
});

test('an unattended flood is let in by slices, so that no second of it comes at once', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ unattendedBytesPerSecond: 1_000_000 });
  const pty = createScriptedPty();
  terminals.create({ userId: anna }, about, pty);
  let taken = 0;
  pty.output.on('data', (chunk: Buffer) => {
    taken += chunk.length;
  });
  for (let i = 0; i < 500; i++) pty.emit(Buffer.alloc(4_000));
  const slices: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = taken;
    await vi.advanceTimersByTimeAsync(50);
    slices.push(taken - before);
  }
  // 50 ms of it, and at most the piece that went over and the stream's own buffer.
  expect(Math.max(...slices)).toBeLessThanOrEqual(50_000 + 64_000);
  expect(taken).toBeGreaterThan(900_000);
  expect(taken).toBeLessThan(1_150_000);
});

test('without a viewer the program goes on at a bounded rate and the ring keeps the last bytes', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ unattendedBytesPerSecond: 10_000, ringMaxBytes: 5_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  await vi.advanceTimersByTimeAsync(1_000);
  for (let i = 0; i < 20; i++) {
    pty.emit(Buffer.alloc(4_000, String(i % 10)));
    await vi.advanceTimersByTimeAsync(1);
  }
  expect((pty.output as unknown as { isPaused(): boolean }).isPaused()).toBe(true);
  await vi.advanceTimersByTimeAsync(20_000);
  const tab = createTab(terminals, anna, id);
  tab.attach();
  expect(tab.seq).toBe(80_000);
  expect(tab.received.toString()).toBe('8'.repeat(1_000) + '9'.repeat(4_000));
});

test('a page that loses its connection in a flood and comes back within the grace has every byte', async () => {
  const terminals = setUp({ ringMaxBytes: 60_000, highWaterBytes: 20_000, lowWaterBytes: 5_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id);
  tab.attach();
  terminals.detach(anna, id, tab.viewer as TerminalViewer, true);
  for (let i = 0; i < 100; i++) pty.emit(Buffer.alloc(4_096, String(i % 10)));
  await expect.poll(() => (pty.output as unknown as { isPaused(): boolean }).isPaused()).toBe(true);
  tab.attach();
  await expect.poll(() => tab.seq).toBe(409_600);
  expect(tab.gaps).toBe(0);
});

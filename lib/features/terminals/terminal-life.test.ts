import { afterEach, expect, test, vi } from 'vitest';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { createMemoryLog } from '@/lib/testing/memory-log';
import { createScriptedPty, type ScriptedPty } from '@/lib/testing/scripted-pty';
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

test("another's terminal is not found, whatever is asked of it, open or ended", () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const viewer: TerminalViewer = { output() {}, ended() {} };
  const asks: Record<string, () => unknown> = {
    attach: () => terminals.attach(boris, id, 0, viewer),
    get: () => terminals.get(boris, id),
    input: () => terminals.input(boris, id, Buffer.from('rm')),
    inputReady: () => terminals.inputReady(boris, id),
    resize: () => terminals.resize(boris, id, 80, 24),
    acknowledge: () => terminals.acknowledge(boris, id, viewer, 0),
    close: () => terminals.close(boris, id),
  };
  for (const [name, ask] of Object.entries(asks)) expect(codeOf(ask), name).toBe('terminal_not_found');
  expect(terminals.list(boris, about.nodeId)).toEqual([]);
  terminals.revoke(boris, () => false);
  expect(terminals.list(anna)).toHaveLength(1);
  terminals.close(anna, id);
  for (const [name, ask] of Object.entries(asks)) expect(codeOf(ask), name).toBe('terminal_not_found');
  expect(codeOf(() => terminals.resize(anna, id, 80, 24))).toBe('terminal_closed');
  expect(codeOf(() => terminals.acknowledge(anna, id, viewer, 1))).toBe('none');
  expect(pty.typed().length).toBe(0);
});

test('a terminal nobody looks at lives for its time and then expires; a tab in between starts the clock anew', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ detachedMs: 60_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id);
  await vi.advanceTimersByTimeAsync(59_000);
  tab.attach();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(terminals.list(anna)).toHaveLength(1);
  tab.detach();
  await vi.advanceTimersByTimeAsync(59_999);
  expect(pty.closeCalls).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(pty.closeCalls).toBe(1);
  expect(terminals.list(anna)).toEqual([]);
});

test('a lost node ends the terminal with what had arrived', async () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id);
  tab.attach();
  pty.emit('almost');
  await turn();
  pty.lose();
  await expect.poll(() => tab.ended).toEqual({ reason: 'node_lost', exitCode: null });
  expect(tab.received.toString()).toBe('almost');
});

test("the last words come before the end, also when the tab holds them up and the program's exit is known already", async () => {
  const terminals = setUp({ highWaterBytes: 40_000, lowWaterBytes: 10_000 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const tab = createTab(terminals, anna, id, { acks: false });
  tab.attach();
  for (let i = 0; i < 100; i++) pty.emit(Buffer.alloc(4_096, 'w'));
  pty.emit('bye');
  pty.exit(3);
  await expect.poll(() => tab.seq).toBeGreaterThan(40_000);
  await turn();
  expect(tab.ended).toBeNull();
  while (tab.ended === null) {
    terminals.acknowledge(anna, id, tab.viewer as TerminalViewer, tab.seq);
    await turn();
  }
  expect(tab.ended).toEqual({ reason: 'exited', exitCode: 3 });
  expect(tab.received.subarray(-3).toString()).toBe('bye');
  expect(tab.seq).toBe(409_603);
});

test('the limit is per person, and a refused channel is closed', () => {
  const terminals = setUp({ perUser: 2 });
  const ptys: ScriptedPty[] = [createScriptedPty(), createScriptedPty(), createScriptedPty(), createScriptedPty()];
  terminals.create({ userId: anna }, about, ptys[0] as ScriptedPty);
  terminals.create({ userId: anna }, about, ptys[1] as ScriptedPty);
  expect(codeOf(() => terminals.create({ userId: anna }, about, ptys[2] as ScriptedPty))).toBe('terminal_limit');
  expect(ptys[2]?.closeCalls).toBe(1);
  terminals.create({ userId: boris }, about, ptys[3] as ScriptedPty);
});

test('taking access away ends exactly what may not be kept', () => {
  const terminals = setUp();
  const [mine, taken] = [createScriptedPty(), createScriptedPty()];
  terminals.create({ userId: anna }, about, mine);
  const lost = terminals.create({ userId: anna }, { ...about, nodeId: 'm'.repeat(24) }, taken);
  const tab = createTab(terminals, anna, lost.id);
  tab.attach();
  terminals.revoke(anna, (t) => t.nodeId === about.nodeId);
  expect(tab.ended?.reason).toBe('access_revoked');
  expect([mine.closeCalls, taken.closeCalls]).toEqual([0, 1]);
});

test('stopping closes every terminal and takes no new one', async () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  terminals.create({ userId: anna }, about, pty);
  await terminals.stop();
  expect(pty.closeCalls).toBe(1);
  expect(codeOf(() => terminals.create({ userId: anna }, about, createScriptedPty()))).toBe('shutting_down');
});

test('a viewer that fails is let go and the others go on', async () => {
  const terminals = setUp();
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  terminals.attach(anna, id, 0, {
    output() {
      throw new Error('tab is broken');
    },
    ended() {},
  });
  const tab = createTab(terminals, anna, id);
  tab.attach();
  pty.emit('hello');
  await expect.poll(() => tab.received.toString()).toBe('hello');
});

test('ids are 32 hex digits and do not repeat', () => {
  const ids = new Set(Array.from({ length: 1_000 }, newTerminalId));
  expect(ids.size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[a-f0-9]{32}$/);
});

test('an observer keeps no terminal alive, hears its end, and cannot slow it', async () => {
  vi.useFakeTimers();
  const terminals = setUp({ detachedMs: 60_000, highWaterBytes: 1_000, lowWaterBytes: 100 });
  const pty = createScriptedPty();
  const { id } = terminals.create({ userId: anna }, about, pty);
  const ended: string[] = [];
  let seen = 0;
  const observer = {
    name: 'boris',
    output(_seq: number, data: Uint8Array) {
      seen += data.length;
    },
    sized() {},
    ended: (reason: string) => void ended.push(reason),
  };
  const tab = createTab(terminals, anna, id);
  tab.attach();
  terminals.observe(anna, id, 0, observer);
  for (let i = 0; i < 10; i++) {
    pty.emit(Buffer.alloc(1_000));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect([pty.output.isPaused(), tab.seq]).toEqual([false, 10_000]);
  expect(seen).toBeGreaterThan(0);
  tab.detach();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pty.closeCalls).toBe(1);
  expect(ended).toEqual(['expired']);
  expect(codeOf(() => terminals.observe(anna, id, 0, observer))).toBe('terminal_closed');
  expect(codeOf(() => terminals.observe(boris, id, 0, observer))).toBe('terminal_not_found');
});

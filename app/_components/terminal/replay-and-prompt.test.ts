import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, dto, id, ScriptedScreen } from '@/lib/testing/scripted-screen';
import { ScriptedSocket } from '@/lib/testing/scripted-socket';
import { TerminalClient, type TerminalTarget } from './terminal-client';

let socket: ScriptedSocket;
let screen: ScriptedScreen;
beforeEach(() => {
  vi.useFakeTimers();
  socket = new ScriptedSocket();
  screen = new ScriptedScreen();
});
afterEach(() => vi.useRealTimers());

const client = (target: TerminalTarget) => new TerminalClient(socket.port, target);
const opening: TerminalTarget = { kind: 'open', request: { kind: 'host', node: 'node0' } };

function opened(replay = ''): TerminalClient {
  const terminal = client(opening);
  terminal.show(screen, 80, 24);
  socket.answer('terminal:open', { terminal: dto, startSeq: 0, lastSeq: bytes(replay).length, sizes: [], replay: bytes(replay) });
  return terminal;
}
const output = (seq: number, text: string, of = id) => socket.tell('terminal:output', { id: of, seq, data: bytes(text) });

describe('old output', () => {
  const sizes = [
    { afterSeq: 0, cols: 80, rows: 24 },
    { afterSeq: 3, cols: 40, rows: 10 },
    { afterSeq: 6, cols: 60, rows: 20 },
  ];

  test('is drawn in the sizes it was written for, what is new in the size of the page', () => {
    const terminal = client({ kind: 'attach', terminal: dto });
    terminal.show(screen, 100, 30);
    socket.answer('terminal:attach', { terminal: dto, startSeq: 0, lastSeq: 6, sizes, replay: bytes('abcd') });
    output(8, 'efgh');
    expect(screen.drawn).toBe('<80x24>abc<40x10>def<100x30>gh');
  });

  test('waits for each part to be drawn before the size changes, and what is new waits behind it', () => {
    screen.slow = true;
    client({ kind: 'attach', terminal: dto }).show(screen, 100, 30);
    socket.answer('terminal:attach', { terminal: dto, startSeq: 0, lastSeq: 6, sizes, replay: bytes('abcdef') });
    output(7, 'g');
    expect(screen.drawn).toBe('<80x24>abc');
    screen.finish();
    expect(screen.drawn).toBe('<80x24>abc<40x10>def');
    screen.finish();
    expect(screen.drawn).toBe('<80x24>abc<40x10>def<100x30>g');
    screen.finish();
    vi.advanceTimersByTime(60);
    expect(socket.all('terminal:ack').map(({ input }) => input)).toEqual([
      { id, seq: 3 },
      { id, seq: 6 },
      { id, seq: 7 },
    ]);
  });

  test('that is no longer wanted leaves the screen in its own size', () => {
    screen.slow = true;
    const terminal = client({ kind: 'attach', terminal: dto });
    terminal.show(screen, 100, 30);
    socket.answer('terminal:attach', { terminal: dto, startSeq: 0, lastSeq: 6, sizes, replay: bytes('abcdef') });
    terminal.hide();
    screen.finish();
    expect(screen.drawn).toBe('<80x24>abc<100x30>');
  });
});

describe('the prompt', () => {
  const promptOf = () => {
    const line = screen.text.split('\n').at(-1) ?? '';
    return line.endsWith('# ') ? line : null;
  };
  beforeEach(() => {
    screen = Object.assign(new ScriptedScreen(), { promptLine: promptOf });
  });

  test('that was drawn last is known, also while something runs', () => {
    const terminal = opened('root@node0:/# ');
    expect(terminal.getView().prompt).toBe('root@node0:/# ');
    output(14 + 4, 'ls\r\n');
    expect(terminal.getView().prompt).toBe('root@node0:/# ');
    output(18 + 17, 'root@node0:/tmp# ');
    expect(terminal.getView().prompt).toBe('root@node0:/tmp# ');
  });

  test('is waited for by whoever types the next line, and not for ever', async () => {
    const terminal = opened('# ');
    const order: string[] = [];
    void terminal.nextPrompt(1_000).then(() => order.push('prompt'));
    output(6, 'ls\r\n');
    await Promise.resolve();
    expect(order).toEqual([]);
    output(8, '# ');
    await Promise.resolve();
    expect(order).toEqual(['prompt']);
    void terminal.nextPrompt(1_000).then(() => order.push('late'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(order).toEqual(['prompt', 'late']);
    void terminal.nextPrompt(1_000).then(() => order.push('lost'));
    socket.drop();
    await Promise.resolve();
    expect(order).toEqual(['prompt', 'late', 'lost']);
  });
});

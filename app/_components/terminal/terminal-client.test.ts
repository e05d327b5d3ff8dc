import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

test('a shell is opened once, in the size of its screen', () => {
  const terminal = client(opening);
  expect(socket.sent).toEqual([]);
  terminal.show(screen, 100, 30);
  expect(socket.last('terminal:open').input).toEqual({ kind: 'host', node: 'node0', cols: 100, rows: 30 });
  socket.answer('terminal:open', { terminal: dto, startSeq: 0, lastSeq: 0 + bytes('$ ').length, sizes: [], replay: bytes('$ ') });
  expect(terminal.getView()).toMatchObject({ state: { name: 'open' }, terminal: { id } });
  expect(screen.text).toBe('$ ');
  terminal.show(screen, 100, 30);
  expect(socket.all('terminal:open')).toHaveLength(1);
});

test('output is drawn in order; what is doubled is cut and what belongs to another terminal is left', () => {
  opened();
  output(3, 'abc');
  output(3, 'abc');
  output(5, 'bcde');
  output(9, 'zzzz', 'b'.repeat(32));
  output(6, 'f');
  expect(screen.text).toBe('abcdef');
});

test('a gap is asked for again from the last byte seen, and nothing is doubled', () => {
  opened();
  output(3, 'abc');
  output(9, 'ghi');
  expect(socket.last('terminal:attach').input).toMatchObject({ id, afterSeq: 3 });
  output(12, 'jkl');
  socket.answer('terminal:attach', {
    terminal: dto,
    startSeq: 3,
    lastSeq: 3 + bytes('defghi').length,
    sizes: [],
    replay: bytes('defghi'),
  });
  expect(screen.text).toBe('abcdefghijkl');
});

test('output that overtakes the answer to opening is drawn after the replay', () => {
  const terminal = client(opening);
  terminal.show(screen, 80, 24);
  output(5, 'cde');
  socket.answer('terminal:open', { terminal: dto, startSeq: 0, lastSeq: 0 + bytes('ab').length, sizes: [], replay: bytes('ab') });
  expect(screen.text).toBe('abcde');
});

test('after a lost connection it attaches with the last byte it has', () => {
  const terminal = opened();
  output(3, 'abc');
  socket.drop();
  expect(terminal.getView().state).toEqual({ name: 'reconnecting' });
  socket.comeBack();
  expect(socket.last('terminal:attach').input).toEqual({ id, afterSeq: 3, cols: 80, rows: 24 });
  socket.answer('terminal:attach', {
    terminal: dto,
    startSeq: 3,
    lastSeq: 3 + bytes('de').length,
    sizes: [],
    replay: bytes('de'),
  });
  expect(screen.text).toBe('abcde');
  expect(terminal.getView()).toMatchObject({ state: { name: 'open' }, lostBytes: 0 });
});

test('an answer from before the connection was lost changes nothing', () => {
  const terminal = opened();
  output(3, 'abc');
  socket.drop();
  socket.comeBack();
  const stale = socket.last('terminal:attach');
  socket.drop();
  socket.comeBack();
  stale.answer?.({
    ok: true,
    value: { terminal: dto, startSeq: 3, lastSeq: 3 + bytes('XX').length, sizes: [], replay: bytes('XX') },
  });
  expect(terminal.getView().state).toEqual({ name: 'attaching' });
  socket.answer('terminal:attach', { terminal: dto, startSeq: 3, lastSeq: 3 + bytes('d').length, sizes: [], replay: bytes('d') });
  expect(screen.text).toBe('abcd');
});

test('what the ring no longer had is said, and the screen starts afresh', () => {
  const terminal = opened();
  output(3, 'abc');
  socket.drop();
  socket.comeBack();
  socket.answer('terminal:attach', {
    terminal: dto,
    startSeq: 1000,
    lastSeq: 1000 + bytes('new').length,
    sizes: [],
    replay: bytes('new'),
  });
  expect(screen.text).toBe('new');
  expect(terminal.getView().lostBytes).toBe(997);
  output(1004, '!');
  expect(screen.text).toBe('new!');
});

test('after a reload the whole ring is replayed, and answers of the emulator to old questions are not typed', () => {
  const terminal = client({ kind: 'attach', terminal: dto });
  screen.slow = true;
  terminal.show(screen, 80, 24);
  expect(socket.last('terminal:attach').input).toMatchObject({ afterSeq: 0 });
  socket.answer('terminal:attach', {
    terminal: dto,
    startSeq: 0,
    lastSeq: 0 + bytes('old\x1b[c\x1b[6n').length,
    sizes: [],
    replay: bytes('old\x1b[c\x1b[6n'),
  });
  terminal.type('\x1b[?1;2c');
  terminal.type('\x1b[3;1R');
  terminal.type('\x1b]11;rgb:1111/1414/1717\x1b\\');
  terminal.type('\x1b[4;2$y');
  terminal.type('\x1b[?2004;2$y');
  expect(socket.all('terminal:input')).toEqual([]);
  terminal.type('\x1b[A');
  expect(socket.all('terminal:input')).toHaveLength(1);
  screen.finish();
  terminal.type('\x1b[?1;2c');
  expect(socket.all('terminal:input')).toHaveLength(2);
});

test('also after a short cut, what was asked meanwhile is not answered; what comes in the same message and is new, is', () => {
  const terminal = opened();
  output(3, 'abc');
  socket.drop();
  socket.comeBack();
  screen.slow = true;
  socket.answer('terminal:attach', { terminal: dto, startSeq: 3, lastSeq: 9, sizes: [], replay: bytes('d\x1b[') });
  output(12, 'c..\x1b[c');
  terminal.type('\x1b[?1;2c');
  expect(socket.all('terminal:input')).toEqual([]);
  // Shift-F3 looks like an answer, and is a key.
  terminal.type('\x1b[1;2R', true);
  expect(socket.last('terminal:input').input).not.toHaveProperty('answer');
  screen.finish();
  terminal.type('\x1b[?1;2c');
  expect(socket.last('terminal:input').input).toMatchObject({ answer: true });
});

test('each part of a replay is acknowledged as soon as it is drawn: the rest waits for that', () => {
  const terminal = client({ kind: 'attach', terminal: dto });
  terminal.show(screen, 80, 24);
  socket.answer('terminal:attach', { terminal: dto, startSeq: 0, lastSeq: 6, sizes: [], replay: bytes('abc') });
  expect(socket.all('terminal:ack').map((sent) => sent.input.seq)).toEqual([3]);
  output(8, 'defgh');
  expect(socket.all('terminal:ack').map((sent) => sent.input.seq)).toEqual([3, 6]);
  expect(screen.text).toBe('abcdefgh');
});

test('bytes are acknowledged when they were drawn, many at once', () => {
  screen.slow = true;
  opened();
  output(3, 'abc');
  vi.advanceTimersByTime(1000);
  expect(socket.all('terminal:ack')).toEqual([]);
  output(6, 'def');
  screen.finish();
  expect(socket.all('terminal:ack')).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(socket.all('terminal:ack').map((sent) => sent.input)).toEqual([{ id, seq: 6 }]);
  const flood = 'x'.repeat(40 * 1024);
  output(6 + flood.length, flood);
  screen.finish();
  expect(socket.last('terminal:ack').input).toEqual({ id, seq: 6 + flood.length });
});

test('keys go at once and as UTF-8, binary as it is', () => {
  const terminal = opened();
  terminal.type('가');
  terminal.typeBinary('\x1b[M\xff');
  expect(socket.all('terminal:input').map((sent) => [...(sent.input.data as Uint8Array)])).toEqual([
    [0xea, 0xb0, 0x80],
    [0x1b, 0x5b, 0x4d, 0xff],
  ]);
});

test('a long paste goes piece by piece in order; a piece that was not taken goes again, and keys wait behind it', () => {
  const terminal = opened();
  const paste = Array.from({ length: 3000 }, (_, line) => `line ${line}\n`).join('');
  terminal.type(paste);
  terminal.type('!');
  let refused = false;
  let taken = '';
  for (let seen = 0; seen < socket.all('terminal:input').length; seen += 1) {
    const piece = socket.all('terminal:input')[seen];
    if (seen === 1 && !refused) {
      refused = true;
      piece?.answer?.({ ok: false, error: { code: 'rate_limited', message: '', requestId: 'r' } });
      vi.advanceTimersByTime(1000);
      continue;
    }
    taken += new TextDecoder().decode(piece?.input.data as Uint8Array);
    piece?.answer?.({ ok: true, value: null });
  }
  expect(refused).toBe(true);
  expect(taken).toBe(`${paste}!`);
});

test('keys typed while the connection is lost are dropped: they must not run minutes later', () => {
  const terminal = opened();
  socket.drop();
  terminal.type('rm -rf x\r');
  socket.comeBack();
  socket.answer('terminal:attach', { terminal: dto, startSeq: 0, lastSeq: 0, sizes: [], replay: new Uint8Array(0) });
  expect(socket.all('terminal:input')).toEqual([]);
});

test('keys typed while the shell is being opened reach it', () => {
  const terminal = client(opening);
  terminal.show(screen, 80, 24);
  terminal.type('ls\r');
  socket.answer('terminal:open', { terminal: dto, startSeq: 0, lastSeq: 0, sizes: [], replay: new Uint8Array(0) });
  expect(new TextDecoder().decode(socket.last('terminal:input').input.data as Uint8Array)).toBe('ls\r');
});

test('only a size that is new is sent', () => {
  const terminal = opened();
  terminal.resize(80, 24);
  expect(socket.all('terminal:resize')).toEqual([]);
  terminal.resize(120, 40);
  terminal.resize(120, 40);
  expect(socket.all('terminal:resize').map((sent) => sent.input)).toEqual([{ id, cols: 120, rows: 40 }]);
});

test('the end is told with its reason, and nothing is asked of an ended terminal', () => {
  const terminal = opened();
  socket.tell('terminal:ended', { id, reason: 'exited', exitCode: 3 });
  expect(terminal.getView().state).toEqual({ name: 'ended', reason: 'exited', exitCode: 3 });
  socket.drop();
  socket.comeBack();
  terminal.type('x');
  expect(socket.sent.map((sent) => sent.event)).toEqual(['terminal:open']);
});

test('a terminal that ended while the page was away says so', () => {
  const terminal = opened();
  socket.drop();
  socket.comeBack();
  socket.refuse('terminal:attach', 'terminal_closed');
  expect(terminal.getView().state).toMatchObject({ name: 'ended', reason: 'gone' });
});

test('what cannot be opened says why', () => {
  const terminal = client(opening);
  terminal.show(screen, 80, 24);
  socket.refuse('terminal:open', 'node_unreachable');
  expect(terminal.getView().state).toEqual({ name: 'failed', code: 'node_unreachable', message: 'refused: node_unreachable' });
});

test('a page that leaves detaches, and nothing of it listens any more', () => {
  const terminal = opened();
  terminal.dispose();
  expect(socket.last('terminal:detach').input).toEqual({ id });
  expect(socket.all('terminal:close')).toEqual([]);
  expect(socket.listening).toBe(0);
});

test('a screen that comes back gets the whole output again', () => {
  const terminal = opened();
  output(3, 'abc');
  terminal.hide();
  const fresh = new ScriptedScreen();
  terminal.show(fresh, 80, 24);
  expect(socket.last('terminal:attach').input).toMatchObject({ afterSeq: 0 });
  socket.answer('terminal:attach', {
    terminal: dto,
    startSeq: 0,
    lastSeq: 0 + bytes('abc').length,
    sizes: [],
    replay: bytes('abc'),
  });
  expect(fresh.text).toBe('abc');
});

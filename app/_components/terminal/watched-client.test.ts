import { expect, test } from 'vitest';
import { bytes, dto, id, ScriptedScreen } from '@/lib/testing/scripted-screen';
import { ScriptedSocket } from '@/lib/testing/scripted-socket';
import { TerminalClient } from './terminal-client';

const sizes = [{ afterSeq: 0, cols: 90, rows: 20 }];
const answer = (replay: string, observers: string[] = []) => ({
  terminal: dto,
  startSeq: 0,
  lastSeq: bytes(replay).length,
  sizes,
  replay: bytes(replay),
  observers,
});

function setUp() {
  const socket = new ScriptedSocket();
  const screen = new ScriptedScreen();
  const client = new TerminalClient(socket.port, { kind: 'observe', terminal: dto, classId: 'c', studentId: 's' });
  client.show(screen, 100, 30);
  return { socket, screen, client };
}

test('who looks on has the size of the student’s window, whatever room their own page has', () => {
  const { socket, screen, client } = setUp();
  expect(socket.last('terminal:observe').input).toEqual({ class: 'c', student: 's', id, afterSeq: 0 });
  socket.answer('terminal:observe', answer('abc'));
  expect(screen.drawn).toBe('<90x20>abc');
  socket.tell('terminal:sized', { id, afterSeq: 3, cols: 40, rows: 10 });
  socket.tell('terminal:sized', { id: 'b'.repeat(32), afterSeq: 3, cols: 1, rows: 1 });
  client.resize(120, 40);
  socket.tell('terminal:output', { id, seq: 6, data: bytes('def') });
  expect(screen.drawn).toBe('<90x20>abc<40x10>def');
});

test('nothing is written, resized or ended by who looks on, not even an answer of the emulator', () => {
  const { socket, client } = setUp();
  socket.answer('terminal:observe', answer('$ '));
  client.type('reboot\r', true);
  client.type('\x1b[1;1R');
  client.typeBinary('\x03');
  client.resize(20, 20);
  client.close();
  expect(socket.sent.map(({ event }) => event)).toEqual(['terminal:observe', 'terminal:ack', 'terminal:detach']);
  expect(socket.listening).toBe(0);
});

test('after a lost connection it goes on at the byte where it was', () => {
  const { socket, screen } = setUp();
  socket.answer('terminal:observe', answer('abc'));
  socket.drop();
  socket.comeBack();
  expect(socket.last('terminal:observe').input).toMatchObject({ afterSeq: 3 });
  socket.answer('terminal:observe', { ...answer('def'), startSeq: 3, lastSeq: 6, sizes: [{ ...sizes[0], afterSeq: 3 }] });
  expect(screen.text).toBe('abcdef');
});

test('the owner’s page knows who looks on: from the answer, and from each change', () => {
  const socket = new ScriptedSocket();
  const client = new TerminalClient(socket.port, { kind: 'attach', terminal: dto });
  client.show(new ScriptedScreen(), 90, 20);
  socket.answer('terminal:attach', answer('', ['Kim']));
  expect(client.getView().observers).toEqual(['Kim']);
  socket.tell('terminal:observed', { id: 'b'.repeat(32), names: ['Lee'] });
  expect(client.getView().observers).toEqual(['Kim']);
  socket.tell('terminal:observed', { id, names: [] });
  expect(client.getView().observers).toEqual([]);
});

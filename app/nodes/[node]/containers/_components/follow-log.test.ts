import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogLine } from '@/lib/shared/containers';
import { limits } from '@/lib/shared/limits';
import { ScriptedSocket } from '@/lib/testing/scripted-socket';
import { createLogFollow, type LogFacts, type LogFollow, type WantedLog } from './follow-log';
import { blankLog, type LogState, nextLog } from './log-lines';

type Socket = Parameters<typeof createLogFollow>[0];
const wanted: WantedLog = { node: 'n1', container: 'c1', tail: 500, minutes: 0 };
const up = { ready: true, runs: true };
const line = (text: string, atMs: number): LogLine => ({ stream: 'stdout', text, at: new Date(atMs).toISOString() });

let socket: ScriptedSocket;
let state: LogState;
let follow: LogFollow | null;
function begin(what: WantedLog = wanted): LogFollow {
  socket = new ScriptedSocket();
  state = blankLog;
  follow = createLogFollow(socket as unknown as Socket, what, (step) => {
    state = nextLog(state, step);
  });
  return follow;
}
const texts = (): string[] => state.lines.map(({ text }) => text);
const asked = () => socket.all('logs:follow').map(({ input: { node, container, ...from } }) => from);
const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
const started = { nodeId: 'n1', events: [{ subjectId: 'c1', action: 'start' }] };
/** The panel answers the last question, tells these lines, and how it ended. */
function tell(id: string, lines: LogLine[], end?: string): void {
  socket.answer('logs:follow', { id });
  socket.tell('logs:lines', { id, lines });
  if (end) socket.tell('logs:ended', { id, reason: end });
  pass(200);
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  follow?.stop();
  vi.useRealTimers();
});

test('after a reconnect it asks for all since before the last line, and not for the last lines of that alone', () => {
  begin().know(up);
  tell('a', [line('one', 10_000)]);
  expect(state.phase).toBe('following');
  socket.drop();
  socket.comeBack();
  expect(asked()).toEqual([{ tail: 500 }, { tail: limits.logTailMax, since: new Date(8_000).toISOString() }]);
  tell('b', [line('one', 10_000), line('two', 10_001)]);
  expect(texts()).toEqual(['one', 'two']);
});

test('of the last minutes all is asked for that Docker has, as long as no line has come', () => {
  begin({ ...wanted, tail: limits.logTailMax, minutes: 60 }).know(up);
  tell('a', [], 'node_lost');
  pass(500);
  expect(asked()).toEqual(Array(2).fill({ tail: limits.logTailMax, minutes: 60 }));
});

test('a log that ended goes on by itself when the container starts, also one that no list shows as running', () => {
  const log = begin();
  log.know({ ready: true, runs: false });
  tell('a', [line('one', 10_000)], 'container_stopped');
  expect([state.phase, state.end]).toEqual(['ended', 'container_stopped']);
  pass(60_000);
  expect(asked().length).toBe(1);
  socket.tell('node:events', { nodeId: 'n1', events: [{ subjectId: 'other', action: 'start' }] });
  pass(60_000);
  expect(asked().length).toBe(1);
  socket.tell('node:events', started);
  pass(0);
  tell('b', [line('one', 10_000), line('two', 11_000)], 'container_stopped');
  log.know({ ready: true, runs: true });
  pass(500);
  tell('c', [line('one', 10_000), line('two', 11_000), line('three', 12_000)]);
  expect([texts(), state.phase]).toEqual([['one', 'two', 'three'], 'following']);
});

test('it waits while the node is away, and goes on when it is there again', () => {
  const log = begin();
  log.know(up);
  tell('a', [line('one', 10_000)], 'node_lost');
  log.know({ ready: false, runs: true });
  pass(600_000);
  expect(asked().length).toBe(1);
  log.know(up);
  pass(0);
  expect(asked().length).toBe(2);
  // The list is older than the node's answer.
  socket.refuse('logs:follow', 'node_unreachable');
  expect(state.end).toBe('node_lost');
  pass(500);
  tell('b', [line('one', 10_000), line('two', 11_000)]);
  expect(texts()).toEqual(['one', 'two']);
});

test('a container that starts while its old log is still told is followed on', () => {
  begin().know(up);
  tell('a', [line('one', 10_000)]);
  socket.tell('node:events', started);
  pass(60_000);
  expect(asked().length).toBe(1);
  socket.tell('logs:ended', { id: 'a', reason: 'container_stopped' });
  pass(0);
  expect(asked().length).toBe(2);
});

test('one that starts without an end, or breaks off each time, is asked for at most twice a second, and then less', () => {
  const asksIn = (ms: number, facts: LogFacts, answer: (id: string) => void): number => {
    follow?.stop();
    begin().know(facts);
    for (let answered = 0, passed = 0; passed < ms; passed += 50) {
      if (asked().length > answered) answer(`f${++answered}`);
      pass(50);
    }
    return asked().length;
  };
  const often = asksIn(10_000, { ready: true, runs: false }, (id) => {
    socket.answer('logs:follow', { id });
    socket.tell('logs:ended', { id, reason: 'container_stopped' });
    for (let n = 0; n < 10; n++) socket.tell('node:events', started);
  });
  expect(often).toBe(21);
  const less = asksIn(60_000, up, () => socket.refuse('logs:follow', 'rate_limited'));
  expect(less).toBe(15);
});

test.each(['container_not_found', 'not_found'])('what is refused by %s is not asked for again', (code) => {
  begin().know(up);
  socket.refuse('logs:follow', code);
  pass(60_000);
  expect([asked().length, state.phase]).toEqual([1, 'ended']);
});

test('what the page no longer shows is left, also where it was asked for a moment ago', () => {
  const log = begin();
  log.stop();
  socket.answer('logs:follow', { id: 'a' });
  expect(socket.all('logs:unfollow').map(({ input }) => input)).toEqual([{ id: 'a' }]);
  const other = begin();
  tell('b', [line('one', 10_000)]);
  other.stop();
  expect(socket.all('logs:unfollow').map(({ input }) => input)).toEqual([{ id: 'b' }]);
  expect(socket.listening).toBe(0);
});

test('what comes before the answer that names its log is not lost, its end neither', () => {
  begin().know(up);
  socket.tell('logs:lines', { id: 'a', lines: [line('one', 10_000)] });
  socket.tell('logs:ended', { id: 'a', reason: 'unreadable' });
  socket.answer('logs:follow', { id: 'a' });
  expect([texts(), state.end]).toEqual([['one'], 'unreadable']);
});

const deed = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 40 }), told: fc.nat({ max: 40 }) }),
  fc.record({ kind: fc.constantFrom('tab' as const, 'node' as const, 'restart' as const), passes: fc.nat({ max: 3_000 }) }),
);

test('whatever breaks, and however often: the lines are those of the log, once each and in its order', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 40, size: 'max' }), fc.integer({ min: 1, max: 7 }), (deeds, perMs) => {
      const all: LogLine[] = [];
      let told = 0;
      let id: string | null = null;
      let answered = 0;
      const log = begin({ ...wanted, tail: limits.logTailMax });
      log.know(up);
      /** As Docker and the panel do it: from the first line on that is not older. */
      const answer = (): void => {
        const sent = socket.all('logs:follow');
        if (sent.length === answered) return;
        answered = sent.length;
        const { since } = socket.last('logs:follow').input as { since?: string };
        told = since === undefined ? 0 : all.findIndex(({ at }) => at !== null && at >= since);
        id = `f${answered}`;
        socket.answer('logs:follow', { id });
      };
      const say = (most: number): void => {
        answer();
        if (id === null) return;
        socket.tell('logs:lines', { id, lines: all.slice(told, told + most) });
        told = Math.min(all.length, told + most);
      };
      const breaks = (reason: string): void => {
        answer();
        socket.tell('logs:ended', { id, reason });
        id = null;
      };
      for (const done of deeds) {
        if (done.kind === 'write') {
          // Every fifth has an earlier time than the one before it.
          for (let n = 0; n < done.lines; n++)
            all.push(line(`${all.length % 3}`, 100_000 + Math.floor(all.length / perMs) - (all.length % 5 === 0 ? 2 : 0)));
          say(done.told);
          continue;
        }
        if (done.kind === 'tab') {
          socket.drop();
          id = null;
          pass(done.passes);
          socket.comeBack();
        } else if (done.kind === 'node') {
          breaks('node_lost');
          log.know({ ready: false, runs: true });
          pass(done.passes);
          log.know(up);
        } else {
          breaks('container_stopped');
          pass(done.passes);
          socket.tell('node:events', started);
        }
      }
      pass(10_000);
      say(all.length);
      pass(200);
      log.stop();
      expect(texts()).toEqual(all.map(({ text }) => text));
      expect(state.lines.filter(({ afterGap }) => afterGap)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

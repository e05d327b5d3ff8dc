import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWatches, type WatchAnswer, type Watches } from './watches';

interface Sent {
  event: string;
  ref: string;
  done: (answer: WatchAnswer) => void;
}
let sent: Sent[];
let watched: number;
let watches: Watches;
const names = (n: number) => Array.from({ length: n }, (_, i) => `n${i}`);
/** What the microtasks that were planned so far do. */
const settled = () => Promise.resolve();
/** Answers everything that is asked for, until nothing is. */
function answerAll(): void {
  for (let next = sent.shift(); next; next = sent.shift()) next.done('yes');
}

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  watched = 0;
  watches = createWatches(
    (event, ref, done) => sent.push({ event, ref, done }),
    () => watched++,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

test('a room of nodes is asked for a few at a time, and each comes to its turn', async () => {
  watches.connected();
  for (const ref of names(30)) watches.add(ref);
  await settled();
  expect(sent.length).toBe(8);
  answerAll();
  expect(watched).toBe(30);
});

test('what the leaving page and the coming one both watch is not told, but read anew', async () => {
  watches.connected();
  for (const ref of names(3)) watches.add(ref);
  await settled();
  answerAll();
  watched = 0;
  for (const ref of names(3)) watches.remove(ref);
  for (const ref of ['n1', 'n2', 'n3']) watches.add(ref);
  await settled();
  expect(sent.map(({ event, ref }) => `${event} ${ref}`)).toEqual(['node:watch n3', 'node:unwatch n0']);
  expect(watched).toBe(2);
});

test('nothing is said of a node before the last word about it was answered', async () => {
  watches.connected();
  watches.add('n0');
  await settled();
  watches.remove('n0');
  await settled();
  expect(sent.map(({ event }) => event)).toEqual(['node:watch']);
  sent.shift()?.done('yes');
  expect(sent.map(({ event }) => event)).toEqual(['node:unwatch']);
  watches.add('n0');
  await settled();
  sent.shift()?.done('yes');
  expect(sent.map(({ event }) => event)).toEqual(['node:watch']);
});

test('where the panel takes no more it is asked again after a pause; a node that is not ours is not', async () => {
  watches.connected();
  for (const ref of ['n0', 'n1']) watches.add(ref);
  await settled();
  const [first, second] = sent.splice(0);
  first?.done('busy');
  second?.done('no');
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.map(({ ref }) => ref)).toEqual(['n0']);
});

test('a new connection is told everything, and answers of the old one count no more', async () => {
  watches.connected();
  watches.add('n0');
  await settled();
  const [old] = sent.splice(0);
  watches.disconnected();
  watches.connected();
  expect(sent.map(({ event, ref }) => `${event} ${ref}`)).toEqual(['node:watch n0']);
  old?.done('yes');
  expect(watched).toBe(0);
  answerAll();
  expect(watched).toBe(1);
});

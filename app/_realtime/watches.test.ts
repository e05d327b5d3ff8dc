import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWatches, type WatchAnswer, type WatchTarget, type Watches } from './watches';

interface Sent {
  verb: string;
  target: WatchTarget;
  done: (answer: WatchAnswer) => void;
}
let sent: Sent[];
let watched: number;
let watches: Watches;
const nodes = (...numbers: number[]) => numbers.map((n) => ({ node: `n${n}` }));
const first = (count: number) => nodes(...Array.from({ length: count }, (_, n) => n));
/** What was sent and not answered yet, as `watch n0`. */
const waiting = () =>
  sent.map(({ verb, target }) => `${verb} ${'node' in target ? target.node : Object.entries(target).flat().join(' ')}`);
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
    (verb, target, done) => sent.push({ verb, target, done }),
    () => watched++,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

test('a room of nodes is asked for a few at a time, and each comes to its turn', async () => {
  watches.connected();
  for (const node of first(30)) watches.add(node);
  await settled();
  expect(sent.length).toBe(8);
  answerAll();
  expect(watched).toBe(30);
});

test('what the leaving page and the coming one both watch is not told, but read anew', async () => {
  watches.connected();
  for (const node of first(3)) watches.add(node);
  await settled();
  answerAll();
  watched = 0;
  for (const node of first(3)) watches.remove(node);
  for (const node of nodes(1, 2, 3)) watches.add(node);
  await settled();
  expect(waiting()).toEqual(['watch n3', 'unwatch n0']);
  expect(watched).toBe(2);
});

test('nothing is said of a node before the last word about it was answered', async () => {
  watches.connected();
  watches.add({ node: 'n0' });
  await settled();
  watches.remove({ node: 'n0' });
  await settled();
  expect(waiting()).toEqual(['watch n0']);
  sent.shift()?.done('yes');
  expect(waiting()).toEqual(['unwatch n0']);
  watches.add({ node: 'n0' });
  await settled();
  sent.shift()?.done('yes');
  expect(waiting()).toEqual(['watch n0']);
});

test('where the panel takes no more it is asked again after a pause; a node that is not ours is not', async () => {
  watches.connected();
  for (const node of nodes(0, 1)) watches.add(node);
  await settled();
  const [first, second] = sent.splice(0);
  first?.done('busy');
  second?.done('no');
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(waiting()).toEqual(['watch n0']);
});

test('a class is one message, and it is not the node of that name', async () => {
  watches.connected();
  watches.add({ class: 'n0' });
  watches.add({ node: 'n0' });
  watches.add({ class: 'n0' });
  await settled();
  expect(waiting()).toEqual(['watch class n0', 'watch n0']);
  answerAll();
  watches.remove({ class: 'n0' });
  await settled();
  expect(waiting()).toEqual([]);
  watches.remove({ class: 'n0' });
  await settled();
  expect(waiting()).toEqual(['unwatch class n0']);
});

test('what a container uses is watched beside its node', async () => {
  watches.connected();
  watches.add({ node: 'n0' });
  watches.add({ node: 'n0', stats: 'c0' });
  watches.add({ usage: 'n0' });
  await settled();
  expect(sent.map(({ target }) => target)).toEqual([{ node: 'n0' }, { node: 'n0', stats: 'c0' }, { usage: 'n0' }]);
});

test('a new connection is told everything, and answers of the old one count no more', async () => {
  watches.connected();
  watches.add({ node: 'n0' });
  await settled();
  const [old] = sent.splice(0);
  watches.disconnected();
  watches.connected();
  expect(waiting()).toEqual(['watch n0']);
  old?.done('yes');
  expect(watched).toBe(0);
  answerAll();
  expect(watched).toBe(1);
});

import { expect, test } from 'vitest';
import { createKeyedLimit, createLimit, mapLimited } from './limit';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Work that counts how much of it is in flight at once. */
function counting() {
  const seen = { inFlight: 0, most: 0, done: 0 };
  const work = async () => {
    seen.most = Math.max(seen.most, ++seen.inFlight);
    await turn();
    seen.inFlight--;
    return ++seen.done;
  };
  return { seen, work };
}

test('only so much is in flight, all of it is done in the order in which it came, also after a failure', async () => {
  const { seen, work } = counting();
  const limit = createLimit(3);
  const failing = limit(async () => {
    throw new Error('it broke');
  });
  const results = Promise.all(Array.from({ length: 20 }, () => limit(work)));
  await expect(failing).rejects.toThrow('it broke');
  expect(await results).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(seen.most).toBe(3);
});

test('whoever is cancelled while waiting is told so at once, never begins, and holds nobody up', async () => {
  const limit = createLimit(1);
  const first = gate();
  const did: string[] = [];
  const working = limit(async () => {
    await first.opened;
    did.push('first');
  });
  const abort = new AbortController();
  const gone = limit(async () => did.push('never'), abort.signal);
  const last = limit(async () => did.push('last'));
  abort.abort();
  await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  expect(did).toEqual([]);
  first.open();
  await Promise.all([working, last]);
  expect(did).toEqual(['first', 'last']);
  await expect(limit(async () => did.push('never'), abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
});

test('a signal that aborts once the work has begun is the work’s own affair', async () => {
  const limit = createLimit(1);
  const abort = new AbortController();
  const begun = gate();
  const working = limit(async () => {
    begun.open();
    await turn();
    return 'done';
  }, abort.signal);
  await begun.opened;
  abort.abort();
  expect(await working).toBe('done');
});

test('keys do not wait for one another; on one key the work is serialised, also when its last piece has just ended', async () => {
  const oneAtATime = createKeyedLimit(1);
  const first = gate();
  const did: string[] = [];
  const failing = oneAtATime('a', async () => {
    await first.opened;
    did.push('first');
    throw new Error('it broke');
  });
  const second = oneAtATime('a', async () => did.push('second'));
  await oneAtATime('b', async () => did.push('another key'));
  first.open();
  await expect(failing).rejects.toThrow('it broke');
  await second;
  expect(did).toEqual(['another key', 'first', 'second']);
  const { seen, work } = counting();
  const all: Array<Promise<unknown>> = [];
  for (let n = 0; n < 50; n++) {
    all.push(oneAtATime('a', work));
    if (n % 7 === 0) await turn();
  }
  await Promise.all(all);
  expect(seen).toMatchObject({ most: 1, done: 50 });
});

test('many items: results in their order, and what has not begun when one fails does not begin', async () => {
  const { seen, work } = counting();
  expect(await mapLimited('abcdefg', 2, async (letter) => `${letter}${(await work()) > 0}`)).toEqual(
    [...'abcdefg'].map((letter) => `${letter}true`),
  );
  expect(seen.most).toBe(2);
  const begun: number[] = [];
  const failing = mapLimited([1, 2, 3, 4, 5], 2, async (n) => {
    begun.push(n);
    await turn();
    if (n === 2) throw new Error('it broke');
  });
  await expect(failing).rejects.toThrow('it broke');
  for (let n = 0; n < 10; n++) await turn();
  expect(begun).toEqual([1, 2, 3]);
});

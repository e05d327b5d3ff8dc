import { expect, test } from 'vitest';
import type { Writes } from './sample-writes';
import { WritesRound } from './writes-round';

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}`);
const counts = (of: readonly string[], sizeBytes: number): Map<string, Writes> =>
  new Map(of.map((id) => [id, { sizeBytes, files: 1, isWhole: true, newest: [] }]));
const at = (seconds: number) => new Date(seconds * 1000);

test('of many containers each look counts forty, until all are counted and the first are counted again', () => {
  const round = new WritesRound();
  const all = new Set(ids(100));
  const batches = [0, 1, 2, 3].map((n) => {
    const batch = round.next(all);
    round.take(counts(batch, n), at(n));
    return batch;
  });
  expect(batches.map(({ length }) => length)).toEqual([40, 40, 40, 40]);
  expect(new Set(batches.slice(0, 3).flat())).toEqual(all);
  expect(batches[3]).toEqual([...ids(100).slice(20, 40), ...ids(100).slice(40, 60)]);
  expect(round.counts().size).toBe(100);
  expect(round.counts().get('c0')).toMatchObject({ sizeBytes: 2, takenAt: at(2).toISOString() });
  expect(round.counts().get('c70')).toMatchObject({ sizeBytes: 1, takenAt: at(1).toISOString() });
});

test('few containers are counted at each look, and a new one among many at the next', () => {
  const round = new WritesRound();
  const few = new Set(ids(40));
  expect(round.next(few)).toHaveLength(40);
  expect(round.next(few)).toHaveLength(40);
  const many = new Set(ids(100));
  for (let n = 0; n < 3; n++) round.next(many);
  expect(round.next(new Set([...many, 'new']))[0]).toBe('new');
});

test('what was known of a container that is gone is forgotten, also where its count comes late', () => {
  const round = new WritesRound();
  const batch = round.next(new Set(['a', 'b']));
  round.take(counts(batch, 1), at(1));
  round.next(new Set(['b']));
  round.take(counts(['a'], 2), at(2));
  expect([...round.counts().keys()]).toEqual(['b']);
});

test('a look that finds nothing keeps the older count, and does not take the turn of others again', () => {
  const round = new WritesRound();
  const all = new Set(ids(80));
  for (let n = 0; n < 2; n++) round.take(counts(round.next(all), n), at(n));
  const late = round.next(all);
  expect(round.next(all).filter((id) => late.includes(id))).toEqual([]);
  expect(round.counts().size).toBe(80);
});

test('two looks at once count different containers', () => {
  const round = new WritesRound();
  const all = new Set(ids(80));
  expect(new Set([...round.next(all), ...round.next(all)])).toEqual(all);
});

test('of more containers than anybody looks at, the newest counts are remembered', () => {
  const round = new WritesRound();
  const all = new Set(ids(1_100));
  for (let n = 0; n < 60; n++) round.take(counts(round.next(all), n), at(n));
  expect(round.counts().size).toBe(1_000);
});

import { expect, test } from 'vitest';
import { calmMs, calmOrder } from './calm-order';

const at = { changedAt: 1_000, now: 1_000, isHeld: false };

test('the first order is taken as it is', () => {
  expect(calmOrder({ ...at, shown: [], wanted: ['b', 'a'] })).toEqual({ order: ['b', 'a'], moved: true });
});

test('places change after the pause, and not before', () => {
  const asked = { ...at, shown: ['a', 'b'], wanted: ['b', 'a'] };
  expect(calmOrder({ ...asked, now: 1_000 + calmMs - 1 }).order).toEqual(['a', 'b']);
  expect(calmOrder({ ...asked, now: 1_000 + calmMs })).toEqual({ order: ['b', 'a'], moved: true });
});

test('nothing moves under a pointer, however long it rests there', () => {
  const shown = ['a', 'b'];
  expect(calmOrder({ ...at, shown, wanted: ['b', 'a'], now: 99_000, isHeld: true }).order).toBe(shown);
});

test('who left goes at once and who came stands at the end, without anybody else moving', () => {
  const { order, moved } = calmOrder({ ...at, shown: ['a', 'b', 'c'], wanted: ['d', 'c', 'a'], isHeld: true });
  expect(order).toEqual(['a', 'c', 'd']);
  expect(moved).toBe(false);
});

test('the same order is the same list', () => {
  const shown = ['a', 'b'];
  expect(calmOrder({ ...at, shown, wanted: ['a', 'b'], now: 99_000 }).order).toBe(shown);
});

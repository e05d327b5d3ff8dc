import { expect, test } from 'vitest';
import { overTime } from './time-box';

test('a helper is reminded after five minutes with one student, nobody before', () => {
  const at = Date.parse('2026-01-01T10:00:00Z');
  const hand = { claimedBy: 'Kim', claimedAt: '2026-01-01T10:00:00Z' };
  expect(overTime(hand, at + 299_999)).toBeNull();
  expect(overTime(hand, at + 300_000)).toBe(5);
  expect(overTime(hand, at + 479_000)).toBe(7);
  expect(overTime(hand, null)).toBeNull();
  expect(overTime({ claimedBy: null, claimedAt: null }, at)).toBeNull();
});

import { afterEach, expect, test, vi } from 'vitest';
import { clampSplit, readSplit, splitAfterKey, splitRange, writeSplit } from './split';

afterEach(() => vi.unstubAllGlobals());

function storage() {
  const held = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
  });
  return held;
}

test('keys move the divider, and it stays where both sides can be read', () => {
  expect(splitAfterKey('ArrowRight', 40)).toBe(42);
  expect(splitAfterKey('PageUp', 40)).toBe(30);
  expect(splitAfterKey('ArrowLeft', splitRange.min)).toBe(splitRange.min);
  expect(splitAfterKey('End', 40)).toBe(splitRange.max);
  expect(splitAfterKey('a', 40)).toBeNull();
  expect(clampSplit(99)).toBe(splitRange.max);
});

test('what one user chose is not the next one’s', () => {
  storage();
  writeSplit('anna', 55);
  expect(readSplit('anna')).toBe(55);
  expect(readSplit('bora')).toBe(splitRange.first);
});

test('what somebody else wrote there, or no storage at all, leaves the first width', () => {
  storage().set('berth-lesson-width-anna', 'wide');
  expect(readSplit('anna')).toBe(splitRange.first);
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('denied');
    },
  });
  expect(readSplit('anna')).toBe(splitRange.first);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeWish, wishFor } from './terminal-wish';

let held: Map<string, string>;
beforeEach(() => {
  held = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
    removeItem: (key: string) => held.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

const wish = { kind: 'exec', node: 'n1', container: 'web', command: ['ls', '/'] } as const;

test('a wish is fulfilled once, on the page of its node', () => {
  wishFor({ ...wish, command: [...wish.command] });
  expect(takeWish('n2')).toBeNull();
  expect(takeWish('n1')).toEqual(wish);
  expect(takeWish('n1')).toBeNull();
});

test.each(['', 'null', '{', '"text"', '{"kind":"host","node":"n1"}', '[]'])('%j in the store is no wish', (text) => {
  for (const [key] of held) held.delete(key);
  wishFor({ ...wish, command: ['ls'] });
  for (const key of held.keys()) held.set(key, text);
  expect(takeWish('n1')).toBeNull();
});

import { expect, test } from 'vitest';
import { ownBytes, ownFields } from './own';

test('a small buffer gets memory of its own, and one that has it stays', () => {
  const shared = Buffer.from('of the pool');
  expect(shared.buffer.byteLength).toBeGreaterThan(shared.length);
  const own = ownBytes(shared);
  expect([own.toString(), own.buffer.byteLength]).toEqual(['of the pool', shared.length]);
  expect(ownBytes(own)).toBe(own);
});

test('of an object every field that is a buffer, and nothing else', () => {
  const name = Symbol('hidden');
  const held = { tag: Buffer.from('tag'), [name]: Buffer.from('hidden'), text: 'text' };
  ownFields(held);
  expect([held.tag, held[name]].map((bytes) => [bytes.toString(), bytes.buffer.byteLength])).toEqual([
    ['tag', 3],
    ['hidden', 6],
  ]);
  expect(held.text).toBe('text');
});

import { expect, test } from 'vitest';
import { parseListing } from './list-on-node';

const line = (fields: string, name: string, target = '') => Buffer.from(`${fields} ${name}\0${target}\0`, 'latin1');

test('what find prints is read by its zero bytes, whatever the names', () => {
  const printed = Buffer.concat([
    line('f 644 5 0 0 1700000000.5', 'a\nf 644 5 0 0 1 x'),
    line('d 1777 4096 0 0 1700000000', 'E0'),
    line('l 777 1 12 34 -1.5', 'link', '/to\nthere'),
    line('f 600 1 0 0 1', 'no\xff\x1b'),
    line('? 600 1 0 0 1', 'unknown'),
    Buffer.from('E0\0'),
  ]);
  const { items, isComplete } = parseListing(printed) ?? { items: [] };
  expect(isComplete).toBe(true);
  expect(items.map(({ name, isText, type, target }) => [name, isText, type, target])).toEqual([
    ['a\nf 644 5 0 0 1 x', true, 'file', null],
    ['E0', true, 'directory', null],
    ['link', true, 'link', '/to\nthere'],
    ['no\\xff\\x1b', false, 'file', null],
  ]);
  expect(items[0]).toMatchObject({ mode: 0o644, sizeBytes: 5, mtime: '2023-11-14T22:13:20.000Z' });
  expect(items[1]).toMatchObject({ mode: 0o1777, sizeBytes: 0 });
});

test('a listing that breaks off is not whole, and one that never began is none', () => {
  const one = line('f 644 5 0 0 1', 'a');
  expect(parseListing(one)).toMatchObject({ items: [{ name: 'a' }], isComplete: false });
  expect(parseListing(Buffer.concat([one, Buffer.from('E124\0')]))).toMatchObject({ isComplete: false });
  expect(parseListing(Buffer.from('E0\0'))).toEqual({ items: [], isComplete: true });
  for (const nothing of ['', 'sh: unshare: not found\n', 'sh: no\0']) expect(parseListing(Buffer.from(nothing))).toBeNull();
});

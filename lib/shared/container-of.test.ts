import { expect, test } from 'vitest';
import { containerOf } from './container-of';

const one = { id: 'c0ffee'.padEnd(64, '0'), name: 'web' };
const two = { id: 'abcdef'.padEnd(64, '0'), name: 'c0ffee' };

test('a container is called by its id, its name, or the beginning of its id; a name is the stronger word', () => {
  const called = (ref: string) => containerOf([one, two], ref);
  expect([one.id, 'web', 'c0ffee0', 'c0ff'].map(called)).toEqual([one, one, one, one]);
  expect(called('c0ffee')).toBe(two);
  expect(['c0f', 'we', '', `${one.id}0`].map(called)).toEqual([undefined, undefined, undefined, undefined]);
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { chainIds } from './chain-ids';

const sha = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const [a, b, c] = ['a', 'b', 'c'].map((x) => `sha256:${x.repeat(64)}`) as [string, string, string];

test('the base is its own chain; each further layer is hashed with what lies below it', () => {
  expect(chainIds([])).toEqual([]);
  expect(chainIds([a])).toEqual([a]);
  expect(chainIds([a, b, c])).toEqual([a, sha(`${a} ${b}`), sha(`${sha(`${a} ${b}`)} ${c}`)]);
});

test('the same layer on another base is another chain', () => {
  expect(chainIds([a, c])[1]).not.toBe(chainIds([b, c])[1]);
});

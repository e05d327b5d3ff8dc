import { expect, test } from 'vitest';
import { attached } from './attached';

test('one for each holder, whichever copy of the module asks', async () => {
  const copy = (await import('./attached?copy' as './attached')).attached;
  expect(copy).not.toBe(attached);
  const [one, other] = [{}, {}];
  const made = attached(one, 'test', () => new Map());
  expect(copy(one, 'test', () => new Map())).toBe(made);
  expect(attached(other, 'test', () => new Map())).not.toBe(made);
  expect(attached({ ...one }, 'test', () => new Map())).not.toBe(made);
});

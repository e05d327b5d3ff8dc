import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { isGone } from './is-gone';

test.each<[ConstructorParameters<typeof AppError>[0], string, boolean]>([
  ['container_not_found', 'No such container: a', true],
  ['image_not_found', '', true],
  ['docker_error', 'get kept: no such volume', true],
  ['docker_error', 'remove kept: volume is in use', false],
  ['conflict', 'no such network', false],
])('%s, %j: gone is %s', (code, detail, gone) => {
  expect(isGone(new AppError(code, { detail }))).toBe(gone);
});

test('an error that is none of the panel says nothing of what is gone', () => {
  expect(isGone(new Error('no such volume'))).toBe(false);
});

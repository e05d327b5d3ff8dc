import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { isGone } from './is-gone';

test.each<[ConstructorParameters<typeof AppError>[0], boolean]>([
  ['container_not_found', true],
  ['volume_not_found', true],
  ['network_not_found', true],
  ['network_in_use', false],
  ['docker_error', false],
])('%s: gone is %s', (code, gone) => {
  expect(isGone(new AppError(code))).toBe(gone);
});

test('an error that is none of the panel says nothing of what is gone', () => {
  expect(isGone(new Error('no such volume'))).toBe(false);
});

import { expect, test } from 'vitest';
import { exitMeaning } from './exit-meaning';

test.each([
  [0, 'ok'],
  [1, 'error'],
  [126, 'notRunnable'],
  [127, 'noCommand'],
  [128, 'error'],
  [130, 'SIGINT'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [143, 'SIGTERM'],
  [255, 'error'],
] as const)('exit code %i means %s', (code, key) => {
  expect(exitMeaning(code, false)).toEqual({ key });
});

test('a signal that is not explained is named; memory that ran out is said before the signal by which it ended', () => {
  expect(exitMeaning(134, false)).toEqual({ key: 'signal', signal: 'SIGABRT' });
  expect(exitMeaning(137, true)).toEqual({ key: 'outOfMemory' });
});

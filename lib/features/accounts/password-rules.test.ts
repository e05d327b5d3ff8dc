import { expect, test } from 'vitest';
import { passwordSchema } from '@/lib/shared/accounts';
import { limits } from '@/lib/shared/limits';
import { passwordProblem } from './password-rules';

const account = { email: 'minji.kim@school.example', name: '김민지' };

test.each([
  ['a'.repeat(10), 'passwordPattern'],
  ['          ', 'passwordPattern'],
  ['a a a a a a a', 'passwordPattern'],
  ['abcabcabcabc', 'passwordPattern'],
  ['가나가나가나가나가나', 'passwordPattern'],
  ['0123456789', 'passwordPattern'],
  ['zyxwvutsrq', 'passwordPattern'],
  ['1234567890', 'passwordCommon'],
  ['Password123', 'passwordCommon'],
  ['QWERTYuiop', 'passwordCommon'],
  ['qlalfqjsgh1', 'passwordCommon'],
  ['minji.kim@school.example', 'passwordPersonal'],
  ['MINJI.KIM@school.example', 'passwordPersonal'],
  ['minji.kim2026', 'passwordPersonal'],
])('%j is refused: %s', (password, problem) => {
  expect(passwordProblem(password, account)).toBe(problem);
});

test.each([
  'four words of my own',
  '우리 동네 고양이는 밤에 운다',
  'minji.kim likes tangerines',
  'kT9$wq!zLp',
  'abcabcabcabd',
  '–––so many dashes',
])('%j may be taken', (password) => {
  expect(passwordProblem(password, account)).toBeNull();
});

test('a short name may stand in a password', () => {
  expect(passwordProblem('kim2026!!!!', { email: 'kim@school.example', name: 'Kim' })).toBeNull();
});

test('at least 10 characters, at most 256, and every character counts as it was typed', () => {
  expect([limits.passwordMinChars, limits.passwordMaxChars]).toEqual([10, 256]);
  expect(passwordSchema.safeParse('x'.repeat(9)).success).toBe(false);
  expect(passwordSchema.safeParse('x'.repeat(257)).success).toBe(false);
  expect(passwordSchema.parse('  a sentence, with spaces around  ')).toBe('  a sentence, with spaces around  ');
});

import { expect, test } from 'vitest';
import { checkCauses, checkHints, checkReasons } from '@/lib/shared/check-reasons';
import { checkTexts, sayHint, sayVerdict } from './sentence';

test.each(['ko', 'en'] as const)('in %s every reason, cause and hint has its sentence', (locale) => {
  const t = checkTexts(locale);
  for (const reason of checkReasons) {
    const said = sayVerdict(t, 'image', { verdict: 'failed', reason, wanted: 'WANTED', found: 'FOUND', where: 'WHERE' });
    expect(said, reason).not.toMatch(/[{}]|reason\./);
  }
  for (const cause of checkCauses) expect(sayVerdict(t, 'file', { verdict: 'errored', cause })).not.toMatch(/cause\./);
  for (const code of checkHints) expect(sayHint(t, { code, found: 'x' })).not.toMatch(/hint\./);
});

test('a red says what was wanted and what was found, in words that were not there', () => {
  const verdict = { verdict: 'failed', reason: 'author', wanted: 'sds', where: 'x:1' } as const;
  expect(sayVerdict(checkTexts('en'), 'image', verdict)).toBe('The author of x:1 must be sds. Found: nothing.');
  expect(sayVerdict(checkTexts('ko'), 'image', verdict)).toContain('현재 값: 없음');
  // What stands in a name is no pattern of the sentence.
  expect(sayVerdict(checkTexts('en'), 'image', { ...verdict, found: '{wanted} <b>' })).toContain('{wanted} <b>');
});

import { expect, test } from 'vitest';
import { chooseLocale } from './locale';

test('the choice in the cookie wins over the browser', () => {
  expect(chooseLocale('en', 'ko-KR,ko;q=0.9')).toBe('en');
  expect(chooseLocale('ko', 'en-US')).toBe('ko');
});

test('without a choice the first language of the browser that there is decides', () => {
  expect(chooseLocale(undefined, 'ko-KR,ko;q=0.9,en-US;q=0.8')).toBe('ko');
  expect(chooseLocale(undefined, 'fr-FR,fr;q=0.9,ko;q=0.5,en;q=0.3')).toBe('ko');
  expect(chooseLocale(undefined, 'en;q=0.3,ko;q=0.7')).toBe('ko');
});

test('a language refused with q=0, a made-up cookie and a missing header fall back', () => {
  expect(chooseLocale(undefined, 'ko;q=0,en;q=0.1')).toBe('en');
  expect(chooseLocale('../../etc', 'en')).toBe('en');
  expect(chooseLocale(undefined, null)).toBe('ko');
});

import { expect, test } from 'vitest';
import { cleanTitle, pastedLines, safeLink } from './screen-text';

test('a title keeps its words and loses what could mislead', () => {
  expect(cleanTitle('root@node0: ~')).toBe('root@node0: ~');
  expect(cleanTitle('a\u0007b\u202egnp.exe\u200b\n')).toBe('abgnp.exe');
  expect(cleanTitle('가'.repeat(200))).toBe(`${'가'.repeat(79)}…`);
});

test('only http and https are offered as links', () => {
  expect(safeLink('https://docs.docker.com/a?b#c')).toBe('https://docs.docker.com/a?b#c');
  for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ssh://node0', 'no link'])
    expect(safeLink(uri)).toBeNull();
});

test('a paste with line breaks runs by itself, one without does not', () => {
  expect(pastedLines('docker ps')).toBeNull();
  expect(pastedLines('docker ps\n')).toBe(1);
  expect(pastedLines('a\r\nb\nc')).toBe(2);
});

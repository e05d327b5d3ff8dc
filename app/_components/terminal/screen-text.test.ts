import { expect, test } from 'vitest';
import { cleanPaste, cleanTitle, looksLikePrompt, pastedLines, safeLink } from './screen-text';

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

test('of the control characters of a paste only tab and line breaks are left, the others are shown', () => {
  expect(cleanPaste('echo safe\x1b[201~\recho pwned\r')).toBe('echo safe␛[201~\recho pwned\r');
  expect(cleanPaste('a\tb\r\nc\n도커 🐳')).toBe('a\tb\r\nc\n도커 🐳');
  const every = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join('');
  expect(cleanPaste(every).match(/[\u0000-\u001f\u007f-\u009f]/g)).toEqual(['\t', '\n', '\r']);
  expect(cleanPaste(every)).toHaveLength(every.length);
});

test('a prompt looks like one, and what runs or was typed does not', () => {
  for (const line of ['root@node0:~# ', 'ubuntu@node0:/$ ', '/ # ', 'mysql> ']) expect(looksLikePrompt(line)).toBe(true);
  for (const line of ['', 'root@node0:~# sleep 100', 'Step 3/7 : RUN apt-get update', 'Password: '])
    expect(looksLikePrompt(line)).toBe(false);
});

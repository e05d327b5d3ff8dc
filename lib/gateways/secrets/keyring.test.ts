import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createKeyring } from './create-keyring';
import type { SealContext } from './keyring';
import { parseMasterKeys } from './master-keys';

const key = () => randomBytes(32).toString('base64');
const context: SealContext = { table: 'Node', id: 'a', field: 'credential', host: '198.18.0.10', port: 22 };
const unreadable = expect.objectContaining({ code: 'credential_unreadable' });

test('what was sealed opens with the same words and shows nothing of itself', () => {
  const ring = createKeyring(`1:${key()}`);
  const sealed = ring.seal('a password', context);
  expect(sealed).not.toContain('password');
  expect(ring.open(sealed, context)).toBe('a password');
  expect(ring.seal('a password', context)).not.toBe(sealed);
});

test.each([
  ['another row', { id: 'b' }],
  ['another field', { field: 'rootPassword' }],
  ['another host', { host: '198.18.0.11' }],
  ['another port', { port: 2222 }],
])('moved to %s it does not open', (_what, change) => {
  const ring = createKeyring(`1:${key()}`);
  const sealed = ring.seal('secret', context);
  expect(() => ring.open(sealed, { ...context, ...change })).toThrow(unreadable);
});

test('changed by one character, cut off, or under another key it does not open', () => {
  const ring = createKeyring(`1:${key()}`);
  const sealed = ring.seal('secret', context);
  const flipped = sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A');
  for (const bad of [flipped, sealed.slice(0, 12), '', 'v1...', 'v9.a.b.c'])
    expect(() => ring.open(bad, context)).toThrow(unreadable);
  expect(() => createKeyring(`1:${key()}`).open(sealed, context)).toThrow(unreadable);
});

test('a newer key seals while values of the older one still open', () => {
  const first = `1:${key()}`;
  const old = createKeyring(first).seal('secret', context);
  const both = createKeyring(`${first},2:${key()}`);
  expect(both.open(old, context)).toBe('secret');
  expect(both.seal('secret', context)).toMatch(/^v2\./);
});

test.each(['', '1:short', 'abc', `0:${key()}`, `1:${key()},1:${key()}`])('malformed keys are refused: %s', (text) => {
  expect(() => parseMasterKeys(text)).toThrow(/BERTH_MASTER_KEYS/);
});

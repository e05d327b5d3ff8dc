import { expect, test } from 'vitest';
import { checkPrivateKey, makeKeyPair } from './private-key';

test('every key pair made can be read again, those with a leading zero byte too', () => {
  // One in 256 begins with a zero: among 1500 one is missing less than once in 300 runs.
  for (let i = 0; i < 1_500; i++) expect(checkPrivateKey(makeKeyPair().privateKey, undefined)).toBeNull();
});

test('a public key is told from a private one', () => {
  expect(checkPrivateKey(makeKeyPair().publicKey, undefined)).toBe('This is a public key.');
});

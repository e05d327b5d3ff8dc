import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { checkPrivateKey, makeKeyPair, parsePrivateKey } from './private-key';

test('every key pair made can be read again, those with a leading zero byte too', () => {
  // One in 256 begins with a zero: among 1500 one is missing less than once in 300 runs.
  for (let i = 0; i < 1_500; i++) expect(checkPrivateKey(makeKeyPair().privateKey, undefined)).toBeNull();
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const sealed = { cipher: 'aes-256-cbc', passphrase: 'right' };
const pkcs8 = (key: typeof rsa, more = {}) => key.export({ type: 'pkcs8', format: 'pem', ...more }).toString();
const openSsh = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'right', cipher: 'aes256-ctr', rounds: 4 }).private;

test.each([
  ['RSA, PKCS#1', rsa.export({ type: 'pkcs1', format: 'pem' }).toString(), undefined, 'ssh-rsa'],
  ['RSA, PKCS#8', pkcs8(rsa), undefined, 'ssh-rsa'],
  ['RSA, PKCS#8, with a passphrase', pkcs8(rsa, sealed), 'right', 'ssh-rsa'],
  ['ECDSA, SEC1', ec.export({ type: 'sec1', format: 'pem' }).toString(), undefined, 'ecdsa-sha2-nistp256'],
  ['ECDSA, PKCS#8', pkcs8(ec), undefined, 'ecdsa-sha2-nistp256'],
  ['Ed25519, OpenSSH, with a passphrase', openSsh, 'right', 'ssh-ed25519'],
])('%s is read', (_, text, passphrase, type) => {
  const key = parsePrivateKey(text, passphrase);
  expect(typeof key === 'string' ? key : key.type).toBe(type);
  if (typeof key !== 'string') expect(key.verify('text', key.sign('text') as Buffer)).toBe(true);
});

test.each([
  ['a public key', makeKeyPair().publicKey, undefined, 'private_key_public'],
  ['PKCS#8 without its passphrase', pkcs8(rsa, sealed), undefined, 'private_key_passphrase_missing'],
  ['PKCS#8 with another passphrase', pkcs8(rsa, sealed), 'wrong', 'private_key_passphrase_wrong'],
  ['OpenSSH without its passphrase', openSsh, undefined, 'private_key_passphrase_missing'],
  ['OpenSSH with another passphrase', openSsh, 'wrong', 'private_key_passphrase_wrong'],
  ['PuTTY 3', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', undefined, 'private_key_format'],
  ['Ed25519, PKCS#8', pkcs8(ed25519), undefined, 'private_key_format'],
  ['half a key', pkcs8(rsa).slice(0, 300), undefined, 'private_key_unreadable'],
  ['something else', 'hello', undefined, 'private_key_unreadable'],
])('%s is refused by its own name', (_, text, passphrase, fault) => {
  expect(checkPrivateKey(text, passphrase)).toBe(fault);
});

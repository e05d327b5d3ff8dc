import type { Algorithms } from 'ssh2';

/**
 * What the panel speaks: key exchange without SHA-1 and without groups below 2048 bits, authenticated ciphers only, host keys
 * without SHA-1. CBC and ETM-CBC are out, so Terrapin (CVE-2023-48795) has nothing to work on except ChaCha20, which is left out too
 * because a peer without strict key exchange would offer it.
 */
export const algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
} satisfies Algorithms;

/** RSA host keys below it are refused (NIST SP 800-131A). */
export const rsaMinBits = 2048;

/** The host key algorithms that ask for a key of this type alone: RSA keys sign under two names (RFC 8332). */
export function hostKeyAlgorithmsFor(keyType: string): (typeof algorithms.serverHostKey)[number][] {
  const wanted = keyType === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [keyType];
  return algorithms.serverHostKey.filter((name) => wanted.includes(name));
}

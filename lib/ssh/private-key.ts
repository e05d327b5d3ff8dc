import ssh2 from 'ssh2';

/** Why this private key cannot be used with this passphrase, in ssh2's words; null when it can. */
export function checkPrivateKey(privateKey: string, passphrase: string | undefined): string | null {
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  if (parsed instanceof Error) return parsed.message;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key?.isPrivateKey() ? null : 'This is a public key.';
}

/**
 * A new Ed25519 key pair in OpenSSH's format; the public one as `<type> <base64>`. ssh2 drops leading zero bytes of the public key, so one
 * of its pairs in 256 is damaged (lib/keygen.js, parseDERs): such a one is made anew.
 */
export function makeKeyPair(): { publicKey: string; privateKey: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (checkPrivateKey(pair.private, undefined) !== null) continue;
    return { publicKey: pair.public.split(' ').slice(0, 2).join(' '), privateKey: pair.private };
  }
}

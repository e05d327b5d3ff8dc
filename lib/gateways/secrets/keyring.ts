/** What a sealed value is bound to: it opens only with the same words, so it cannot be moved to another row or address. */
export interface SealContext {
  table: string;
  id: string;
  field: string;
  /** For node credentials: host and port, so that editing the address makes the credential unreadable. */
  host?: string;
  port?: number;
}

export interface Keyring {
  /** AES-256-GCM under the newest key: `v<key>.<nonce>.<tag>.<ciphertext>`, base64url. */
  seal(plaintext: string, context: SealContext): string;
  /** @throws AppError `credential_unreadable` when the key is missing, the context differs, or the text was changed. */
  open(sealed: string, context: SealContext): string;
}

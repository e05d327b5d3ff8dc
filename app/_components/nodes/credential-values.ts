import type { Credential } from '@/lib/shared/nodes';

/** A credential as typed: of both kinds, so that nothing is lost when one changes one's mind. */
export interface CredentialValues {
  kind: Credential['kind'];
  password: string;
  privateKey: string;
  passphrase: string;
}

export const blankCredential = { password: '', privateKey: '', passphrase: '' };

/** What was typed of the chosen kind. */
export function toCredential({ kind, password, privateKey, passphrase }: CredentialValues): Credential {
  if (kind === 'password') return { kind, password };
  return { kind, privateKey: privateKey.trim() === '' ? '' : privateKey, passphrase: passphrase || undefined };
}

import type { Node as NodeRow } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import type { Keyring, SealContext } from '@/lib/gateways/secrets/keyring';
import { type Credential, credentialSchema } from '@/lib/shared/nodes';
import type { SshAuth } from '@/lib/gateways/ssh/ssh-connection';

export type { NodeRow };

/** What a node's credential is bound to: moved to another row or address it does not open. */
export function credentialContext(
  node: { id: string; host: string; port: number },
  field: 'credential' | 'rootPassword',
): SealContext {
  return { table: 'Node', id: node.id, field, host: node.host, port: node.port };
}

export function sealCredential(
  keyring: Keyring,
  node: { id: string; host: string; port: number },
  credential: Credential,
): string {
  return keyring.seal(JSON.stringify(credential), credentialContext(node, 'credential'));
}

/** Opens the sealed credential, for the moment of a connect. @throws AppError credential_unreadable */
export function openCredential(keyring: Keyring, node: NodeRow): SshAuth {
  const parsed = credentialSchema.safeParse(
    JSON.parse(keyring.open(node.credentialSealed, credentialContext(node, 'credential'))),
  );
  if (!parsed.success) throw new AppError('credential_unreadable');
  return parsed.data;
}

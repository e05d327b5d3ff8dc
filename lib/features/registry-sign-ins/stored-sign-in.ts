import type { RegistrySignIn as Row } from '@prisma/client';
import type { RegistrySignIn } from '@/lib/gateways/docker/engine/registry-auth';
import type { Keyring, SealContext } from '@/lib/gateways/secrets/keyring';

type Bound = Pick<Row, 'id' | 'host' | 'registryUser'>;

/** Bound to its row, its registry and its user: in another row, or beside another host, it opens for nobody. */
export const secretContext = ({ id, host, registryUser }: Bound): SealContext => ({
  table: 'RegistrySignIn',
  id: `${id} ${registryUser}`,
  field: 'secret',
  host,
});

/** @throws AppError `credential_unreadable` */
export const openSecret = (keyring: Keyring, row: Bound & Pick<Row, 'secretSealed'>): RegistrySignIn => ({
  ...{ host: row.host, user: row.registryUser },
  password: keyring.open(row.secretSealed, secretContext(row)),
});

import type { Db } from '@/lib/gateways/db/db';
import type { Keyring } from '@/lib/gateways/secrets/keyring';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';

const id = 'panel';
/** What the private key is bound to. */
export const panelKeyContext = { table: 'PanelKey', id, field: 'privateKey' } as const;

/**
 * The panel's own key pair: what it logs in with as root where the root login is set up. Made when first asked for; the private part is
 * sealed like every credential. @returns the public key as `<type> <base64>`. @throws AppError credential_unreadable
 */
export async function getPanelKey(deps: {
  db: Db;
  keyring: Keyring;
  now(): Date;
}): Promise<{ publicKey: string; privateKey: string }> {
  const { db, keyring } = deps;
  const known = await db.panelKey.findUnique({ where: { id } });
  if (known) return { publicKey: known.publicKey, privateKey: keyring.open(known.privateKeySealed, panelKeyContext) };
  const made = makeKeyPair();
  // Two that ask at once agree on the one that was stored first.
  const row = await db.panelKey.upsert({
    where: { id },
    create: {
      id,
      publicKey: made.publicKey,
      privateKeySealed: keyring.seal(made.privateKey, panelKeyContext),
      createdAt: deps.now(),
    },
    update: {},
  });
  return { publicKey: row.publicKey, privateKey: keyring.open(row.privateKeySealed, panelKeyContext) };
}

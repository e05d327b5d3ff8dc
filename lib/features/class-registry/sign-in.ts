import type { Class } from '@prisma/client';
import { z } from 'zod';
import type { Keyring, SealContext } from '@/lib/gateways/secrets/keyring';

const signInSchema = z.object({ user: z.string(), password: z.string() });
type SignIn = z.infer<typeof signInSchema>;
type Stored = Pick<Class, 'id' | 'registryUrl' | 'registrySignInSealed'>;

/** Bound to the class and to the whole address, its scheme too: at another one, or without TLS, it cannot be opened. */
export const registrySignInContext = (classId: string, url: string): SealContext => ({
  table: 'Class',
  id: classId,
  field: 'registrySignIn',
  host: url,
});

export const sealSignIn = (keyring: Keyring, classId: string, url: string, signIn: SignIn): string =>
  keyring.seal(JSON.stringify(signIn), registrySignInContext(classId, url));

/** @throws AppError `credential_unreadable` */
export function openSignIn(keyring: Keyring, row: Stored): SignIn | null {
  if (row.registrySignInSealed === null) return null;
  return signInSchema.parse(
    JSON.parse(keyring.open(row.registrySignInSealed, registrySignInContext(row.id, row.registryUrl ?? ''))),
  );
}

/**
 * The registry of a class for another one, its sign-in sealed anew; one that cannot be opened any more is left out. A node is the class's
 * own, and is not copied.
 */
export function copyRegistry(keyring: Keyring, row: Stored, toId: string): Partial<Stored> {
  const { registryUrl } = row;
  if (registryUrl === null) return {};
  try {
    const signIn = openSignIn(keyring, row);
    return { registryUrl, ...(signIn && { registrySignInSealed: sealSignIn(keyring, toId, registryUrl, signIn) }) };
  } catch {
    return { registryUrl };
  }
}

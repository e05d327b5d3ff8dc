import { hash, verify } from '@node-rs/argon2';

/** Argon2id, 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The hash of a password nobody has: verified for unknown accounts, so that they take as long as known ones. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$c29tZSByYW5kb20gc2FsdA$mfEmVIf8gsFIBShYmZ7o3vLUYwHHFCMxhSXwZCDwKzo';

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

/** @param passwordHash null for an account that does not exist. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? nobody, password).catch(() => false);
  return matches && passwordHash !== null;
}

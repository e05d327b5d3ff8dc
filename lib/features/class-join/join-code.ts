import { randomInt, timingSafeEqual } from 'node:crypto';
import type { ClassJoin } from '@prisma/client';
import type { Runtime } from '@/lib/core/runtime';
import type { Keyring, SealContext } from '@/lib/gateways/secrets/keyring';
import { joinAlphabet, joinCodeChars } from '@/lib/shared/join-code';

/** What a join code is bound to. */
export const joinCodeContext = (classId: string): SealContext => ({ table: 'ClassJoin', id: classId, field: 'code' });

/** A new code, without its hyphen. */
export function makeJoinCode(): string {
  return Array.from({ length: joinCodeChars }, () => joinAlphabet[randomInt(joinAlphabet.length)]).join('');
}

/** A code as it was typed, as it is stored; null for what can be none. */
export function readJoinCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '');
  return code.length === joinCodeChars && [...code].every((char) => joinAlphabet.includes(char)) ? code : null;
}

/** The code of a row; null where its key is gone. */
export function openJoinCode(
  keyring: Keyring,
  { classId, codeSealed }: Pick<ClassJoin, 'classId' | 'codeSealed'>,
): string | null {
  try {
    return keyring.open(codeSealed, joinCodeContext(classId));
  } catch {
    return null;
  }
}

/**
 * The class that a code lets in now. The codes that count are opened and compared: nothing by which a code could be found stands in
 * the database, where each of its 39 bits of chance would be tried within a day.
 */
export async function findJoin(
  { db, keyring, now }: Pick<Runtime, 'db' | 'keyring' | 'now'>,
  code: string,
): Promise<{ classId: string; className: string; codeSealed: string; endsAt: Date } | null> {
  const rows = await db.classJoin.findMany({
    where: { endsAt: { gt: now() }, class: { closedAt: null } },
    include: { class: { select: { name: true } } },
  });
  const wanted = Buffer.from(code);
  const isIt = (row: ClassJoin): boolean => {
    const held = Buffer.from(openJoinCode(keyring, row) ?? '');
    return held.length === wanted.length && timingSafeEqual(held, wanted);
  };
  const row = rows.find(isIt);
  if (!row) return null;
  const { classId, codeSealed, endsAt } = row;
  return { classId, className: row.class.name, codeSealed, endsAt };
}

import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { byName } from '@/lib/shared/by-name';

/** Where an item stands in an ordered list: what it is ordered by, ending in what makes it the only one of its kind. */
export type Place = Array<string | number>;
const placeSchema = z.array(z.union([z.string().max(300), z.number()])).max(8);

/** The order of two places: names with numbers as people order them, node2 before node10. */
export function comparePlaces(a: Place, b: Place): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    const by = typeof left === 'number' && typeof right === 'number' ? left - right : byName(String(left), String(right));
    // Letters the collation holds equal are told apart all the same, so that no two places are one.
    const told = by || (left === right ? 0 : String(left) < String(right) ? -1 : 1);
    if (told !== 0) return told;
  }
  return 0;
}

/** A place as the cursor of a page. */
export const writeCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws AppError `invalid_input` for a text that is no cursor */
export function readCursor(cursor: string): Place {
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('invalid_input', { fieldErrors: [{ path: 'cursor', message: 'format' }], cause });
  }
}

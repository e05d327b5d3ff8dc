import type { z } from 'zod';

/**
 * Reads JSON that the panel has stored. A column that is damaged, or from a version that wrote it otherwise, must not fail what else is read.
 * @returns null for null, for text that is not JSON, and for what does not fit the schema
 */
export function parseJson<S extends z.ZodType>(schema: S, text: string | null): z.output<S> | null {
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

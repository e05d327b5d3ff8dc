import type { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { Locale } from '@/lib/shared/common';
import { inputTexts, toFieldErrors } from '@/lib/shared/input-texts';

/**
 * Parses what came over a wire.
 * @param locale the language of the field messages
 * @throws AppError `invalid_input` with one entry per wrong field
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, locale: Locale): z.output<S> {
  const result = schema.safeParse(value, inputTexts[locale]);
  if (result.success) return result.data;
  throw new AppError('invalid_input', { fieldErrors: toFieldErrors(result.error.issues) });
}

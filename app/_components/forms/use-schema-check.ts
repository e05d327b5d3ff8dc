import { useLocale } from 'next-intl';
import type { z } from 'zod';
import { inputTexts, toFieldErrors } from '@/lib/shared/input-texts';
import type { FieldProblem } from './use-api-form';

/** The form's own words for a part of the body and all below it, in place of those the panel has for any input. */
type OwnTexts = Readonly<Record<string, string | ((path: string) => string)>>;

/**
 * Checks a body with the schema of its endpoint, in the reader's language and with the panel's own texts.
 * For dialogs that are loaded when they are opened: it brings zod.
 */
export function useSchemaCheck(schema: z.ZodType, texts: OwnTexts = {}): (body: unknown) => FieldProblem[] {
  const locale = useLocale();
  return (body) => {
    const result = schema.safeParse(body, inputTexts[locale]);
    const problems = result.success ? [] : toFieldErrors(result.error.issues);
    return problems.map(({ path, message }) => ({ path, message: ownText(texts, path) ?? message }));
  };
}

function ownText(texts: OwnTexts, path: string): string | undefined {
  for (let part = path; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const text = texts[part];
    if (text !== undefined) return typeof text === 'string' ? text : text(path);
  }
  return undefined;
}

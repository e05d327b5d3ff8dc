import { createTranslator } from 'use-intl/core';
import type { z } from 'zod';
import { isDiskFull, isUniqueViolation } from '@/lib/core/database-problem';
import { type FieldError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { Locale } from '@/lib/shared/common';
import { type ErrorCode, errorTable } from '@/lib/shared/error-codes';
import { inputText, isInputKey, toFieldErrors } from '@/lib/shared/input-texts';
import en from '@/lib/shared/messages/en/errors.json';
import ko from '@/lib/shared/messages/ko/errors.json';

/** An error as a door hands it out. */
export interface PresentedError {
  code: ErrorCode;
  /** HTTP status of the code. */
  status: number;
  /** One or two sentences for the reader, in their language. */
  message: string;
  /** What the node, Docker or a registry literally said. */
  evidence?: string;
  fieldErrors: FieldError[];
  requestId: string;
}

const evidenceMaxChars = 2000;

/** A zod error of whichever copy of zod: known by its name, as everything that crosses module copies. */
function isZodError(error: unknown): error is z.core.$ZodError {
  const name = error instanceof Error || typeof error === 'object' ? (error as { name?: unknown } | null)?.name : undefined;
  return (name === 'ZodError' || name === '$ZodError') && Array.isArray((error as { issues?: unknown }).issues);
}

/** The user's text of a code. A placeholder nobody filled shows as nothing rather than as a failure of its own. */
export function errorText(locale: Locale, code: ErrorCode, params: Record<string, string | number> = {}): string {
  const messages: Record<string, string> = locale === 'ko' ? ko : en;
  let broken = false;
  const t = createTranslator({
    locale,
    messages,
    onError: () => {
      broken = true;
    },
    getMessageFallback: () => '',
  });
  const text = (t as (key: string, values: Record<string, string | number>) => string)(code, params);
  if (!broken && text !== '') return text;
  return (messages[code] ?? messages.internal ?? code).replace(/\s*\{[^{}]*\}\s*/g, ' ').trim();
}

/** The code of a failure, whatever it was. What the database says of itself is known here, for every feature that does not say it better. */
export function codeOf(error: unknown): ErrorCode {
  if (isAppError(error)) return error.code;
  if (isZodError(error)) return 'invalid_input';
  if (isUniqueViolation(error)) return 'conflict';
  return isDiskFull(error) ? 'panel_disk_full' : 'internal';
}

/**
 * What a door answers for a failure, whatever it was. Expected errors keep their code and get the table's status and the
 * reader's text; zod's become `invalid_input`, the database's what {@link codeOf} knows; everything else is `internal`, and what really happened stands in the log
 * under the request's id. Never throws.
 */
export function presentError(
  error: unknown,
  { locale, requestId, log }: { locale: Locale; requestId: string; log: Logger },
): PresentedError {
  if (isAppError(error)) {
    const { status, level } = errorTable[error.code];
    // Expected: the code says where it came from. Only what raises an alarm brings its stack along.
    const said = level === 'error' ? { error } : { detail: error.detail };
    if (level !== 'info') log[level]({ requestId, code: error.code, ...said }, 'A request failed.');
    return {
      code: error.code,
      status,
      message: errorText(locale, error.code, { requestId, ...error.params }),
      ...(error.detail === undefined ? {} : { evidence: error.detail.slice(0, evidenceMaxChars) }),
      fieldErrors: error.fieldErrors.map(({ path, message }) => ({
        path,
        message: isInputKey(message) ? inputText(locale, message) : message,
      })),
      requestId,
    };
  }
  const code = codeOf(error);
  if (code === 'panel_disk_full') log.warn({ requestId, code }, 'A request failed.');
  if (code === 'internal') log.error({ requestId, code, error }, 'A request failed in a way nobody expected.');
  return {
    code,
    status: errorTable[code].status,
    message: errorText(locale, code, { requestId }),
    fieldErrors: isZodError(error) ? toFieldErrors(error.issues) : [],
    requestId,
  };
}

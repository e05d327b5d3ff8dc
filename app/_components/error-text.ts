'use client';

import { useMessages, useTranslations } from 'next-intl';
import type { ErrorCode } from '@/lib/shared/error-codes';

/**
 * The reader's text for a code of the error table; the general one for a code this page does not know yet. The texts say which codes there
 * are: the table itself, with the status of each code, is the server's.
 */
export function useErrorText(): (code: string) => string {
  const t = useTranslations('errors');
  const { errors } = useMessages();
  return (code) => t(Object.hasOwn(errors, code) ? (code as ErrorCode) : 'internal');
}

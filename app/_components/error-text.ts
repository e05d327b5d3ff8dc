'use client';

import { useTranslations } from 'next-intl';
import { type ErrorCode, errorTable } from '@/lib/shared/error-codes';

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code);

/** The reader's text for a code of the error table; the general one for a code this page does not know yet. */
export function useErrorText(): (code: string) => string {
  const t = useTranslations('errors');
  return (code) => t(isCode(code) ? code : 'internal');
}

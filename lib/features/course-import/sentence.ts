import { createTranslator } from 'use-intl/core';
import type { Locale } from '@/lib/shared/common';
import type { ImportLoss, ImportRefusal } from '@/lib/shared/course-import';
import en from '@/lib/shared/messages/en/course-import.json';
import ko from '@/lib/shared/messages/ko/course-import.json';

type Texts = (key: string, values: Record<string, string>) => string;
const textsOf = (locale: Locale): Texts => createTranslator({ locale, messages: locale === 'ko' ? ko : en }) as unknown as Texts;

/** A loss as one sentence, without its place. */
export const sayLoss = ({ code, what }: ImportLoss, locale: Locale): string => textsOf(locale)(`loss.${code}`, { what });

/** Why a part is not imported, without its place. */
export const sayRefusal = ({ code, what }: ImportRefusal, locale: Locale): string => textsOf(locale)(`refusal.${code}`, { what });

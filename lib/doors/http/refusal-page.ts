import { createTranslator } from 'use-intl/core';
import { chooseLocale, locales } from '@/lib/shared/locale';
import type { Locale } from '@/lib/shared/common';
import en from '@/lib/shared/messages/en/door.json';
import ko from '@/lib/shared/messages/ko/door.json';

type Key = keyof typeof en;
type Values = Record<string, string>;

/**
 * What somebody reads whose request never reaches a page: in both languages, the reader's first, without a script or a style of ours,
 * which would come from the address that is refused.
 * @param lines keys of `door.json`, each a paragraph
 */
export function refusalPage(acceptLanguage: string | undefined, title: Key, lines: Key[], values: Values = {}): string {
  const first = chooseLocale(undefined, acceptLanguage?.slice(0, 500) ?? null);
  const order = [first, ...locales.filter((locale) => locale !== first)];
  const sections = order.map((locale) => {
    const paragraphs = lines.map((key) => `<p>${text(locale, key, values)}</p>`).join('');
    return `<section lang="${locale}"><h1>${text(locale, title, values)}</h1>${paragraphs}</section>`;
  });
  return `<!doctype html><html lang="${first}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(first, title, values)} · Berth</title><body>${sections.join('<hr>')}</body></html>\n`;
}

function text(locale: Locale, key: Key, values: Values): string {
  const t = createTranslator({ locale, messages: locale === 'ko' ? ko : en });
  return escapeHtml((t as (key: Key, values: Values) => string)(key, values));
}

const escapeHtml = (raw: string): string =>
  raw.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

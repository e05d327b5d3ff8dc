import type { Locale } from './common';

/** Remembers the reader's choice. Not a secret: the page reads and writes it. */
export const localeCookie = 'berth-locale';
export const locales = ['ko', 'en'] as const satisfies readonly Locale[];
export const defaultLocale: Locale = 'ko';

function isLocale(value: string | undefined): value is Locale {
  return value !== undefined && (locales as readonly string[]).includes(value);
}

/**
 * The language a page is written in: the reader's own choice, else the first of the browser's languages that there is.
 * @param chosen value of the `berth-locale` cookie
 * @param acceptLanguage the request header (RFC 9110, 12.5.4): `ko-KR,ko;q=0.9,en;q=0.8`
 */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part, order) => {
      const [tag = '', ...params] = part.trim().split(';');
      const q = params.map((p) => /^\s*q=([0-9.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
      return { language: tag.trim().toLowerCase().split('-')[0], weight: q === undefined ? 1 : Number(q), order };
    })
    .filter((entry) => entry.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order);
  for (const { language } of wanted) if (isLocale(language)) return language;
  return defaultLocale;
}

'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { localeCookie, locales } from '@/lib/shared/locale';
import type { Locale } from '@/lib/shared/common';
import classes from './language-switch.module.css';

const yearSeconds = 365 * 24 * 3600;

/** Written by hand: the Cookie Store API is not in every browser of a classroom. */
function rememberLocale(locale: Locale): void {
  document.cookie = `${localeCookie}=${locale}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

/** Both languages side by side, the present one marked; the choice is kept in a cookie for a year. */
export function LanguageSwitch({ long = false }: { long?: boolean }) {
  const t = useTranslations('common.language');
  const active = useLocale();
  const router = useRouter();
  const [pending, start] = useTransition();
  return (
    <fieldset className={classes.group} aria-busy={pending}>
      <legend className="visually-hidden">{t('label')}</legend>
      {locales.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={active === locale}
          aria-label={t(locale)}
          className={classes.choice}
          onClick={() => {
            rememberLocale(locale);
            start(() => router.refresh());
          }}
        >
          {long ? t(locale) : t(`${locale}Short`)}
        </button>
      ))}
    </fieldset>
  );
}

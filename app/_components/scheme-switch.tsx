'use client';

import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun } from 'lucide-react';
import { useTranslations } from 'next-intl';
import classes from './top-bar.module.css';
import { useHydrated } from './use-hydrated';

/** Light or dark. Until somebody chooses, the system decides. */
export function SchemeSwitch() {
  const t = useTranslations('common.scheme');
  const { setColorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme('light', { getInitialValueInEffect: true });
  // The server cannot know what this browser remembers: the first rendering here says what the server said.
  const scheme = useHydrated() ? computed : 'light';
  const label = scheme === 'dark' ? t('toLight') : t('toDark');
  const Icon = scheme === 'dark' ? Sun : Moon;
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
    >
      <Icon size={17} aria-hidden />
    </button>
  );
}

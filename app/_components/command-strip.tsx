'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useState } from 'react';
import classes from './command-strip.module.css';
import { CommandLine } from './copy';

const StripContext = createContext<(command: string) => void>(() => {});

/**
 * Under a table: shows the docker command of the button that was pointed at or focused last, so that it can be read and
 * copied. The panel teaches the command line.
 */
export function CommandStrip({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const [command, setCommand] = useState<string | null>(null);
  return (
    <StripContext value={setCommand}>
      {children}
      <div className={classes.strip}>
        {command ? <CommandLine command={command} label={t('runs')} /> : <p className={classes.hint}>{t('runsHint')}</p>}
      </div>
    </StripContext>
  );
}

/** Handlers for a button that stands for a docker command. */
export function useCommand(command: string) {
  const show = useContext(StripContext);
  return { onMouseEnter: () => show(command), onFocus: () => show(command), title: command };
}

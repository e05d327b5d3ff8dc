'use client';

import { useTranslations } from 'next-intl';
import { CommandLine } from '@/app/_components/copy';
import classes from './container-page.module.css';

/** The command that prints in a terminal what this part shows. */
export function PartCommand({ command }: { command: string }) {
  const t = useTranslations('containers.run');
  return (
    <div className={classes.command}>
      <CommandLine command={command} label={t('standsFor')} />
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { CommandLine } from '@/app/_components/copy';

/** The command that starts the daemon, for whoever has the node's terminal: service(8) works with systemd and without. */
export function StartDocker() {
  const t = useTranslations('nodes');
  return <CommandLine command="service docker start" label={t('asRoot')} />;
}

'use client';

import { Activity } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useJobs } from '@/app/_api/hooks/jobs';
import classes from './activity-button.module.css';
import { isActive, useActivity } from './use-activity';

const ActivityDrawer = dynamic(async () => (await import('./activity-drawer')).ActivityDrawer, { ssr: false });

/** How much long work is going on; opens the drawer that shows it. Survives a reload: the panel remembers jobs. */
export function ActivityButton({ nodeId }: { nodeId: string | null }) {
  const t = useTranslations('common.activity');
  const [open, setOpen] = useState(false);
  useJobs(nodeId ?? '', { enabled: nodeId !== null });
  const running = useActivity().filter(isActive).length;
  const label = t('open', { count: running });
  return (
    <>
      <button type="button" className={classes.button} aria-label={label} title={label} onClick={() => setOpen(true)}>
        <Activity size={17} aria-hidden />
        {running > 0 && (
          <span className={classes.count} aria-hidden>
            {running}
          </span>
        )}
      </button>
      {open && <ActivityDrawer onClose={() => setOpen(false)} />}
    </>
  );
}

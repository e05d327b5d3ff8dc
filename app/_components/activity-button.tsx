'use client';

import { Activity } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useOwnJobs } from '@/app/_api/hooks/jobs';
import classes from './activity-button.module.css';
import { activitiesOf } from './activity';

const ActivityDrawer = dynamic(async () => (await import('./activity-drawer')).ActivityDrawer, { ssr: false });

/** How much of one's own long work is going on, on whichever node; opens the drawer that shows it. */
export function ActivityButton({ isStaff }: { isStaff: boolean }) {
  const t = useTranslations('common.activity');
  const [open, setOpen] = useState(false);
  const running = activitiesOf(useOwnJobs().data?.items ?? [], isStaff).filter(({ isActive }) => isActive).length;
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
      {open && <ActivityDrawer isStaff={isStaff} onClose={() => setOpen(false)} />}
    </>
  );
}

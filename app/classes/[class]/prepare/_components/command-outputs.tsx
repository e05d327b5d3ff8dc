'use client';

import { useTranslations } from 'next-intl';
import { useErrorText } from '@/app/_components/error-text';
import { JobStateWord } from '@/app/_components/state-word';
import type { JobDto } from '@/lib/shared/jobs';
import { groupOutputs } from './group-outputs';
import classes from './prepare.module.css';

/** What a command said on each node, side by side; nodes that said the same are one card. */
export function CommandOutputs({ jobs }: { jobs: JobDto[] }) {
  const t = useTranslations('operations.outputs');
  const text = useErrorText();
  return (
    <ul className={classes.outputs}>
      {groupOutputs(jobs).map((group) => (
        <li key={group.jobs[0]?.id} className={classes.output}>
          <div className={classes.outputHead}>
            <strong>{group.jobs.map((job) => job.nodeName).join(', ')}</strong>
            <JobStateWord state={group.state} />
          </div>
          {group.jobs.length > 1 && <p className={classes.hint}>{t('same', { count: group.jobs.length })}</p>}
          {group.code && <p className={classes.wrong}>{text(group.code)}</p>}
          <pre>{group.output || (group.state === 'running' ? t('running') : t('empty'))}</pre>
        </li>
      ))}
    </ul>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { StateMark, type Tone } from './state-word';
import { useErrorText } from './error-text';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto, JobStep } from '@/lib/shared/jobs';
import { rootLoginSteps } from '@/lib/shared/root-login-steps';
import classes from './root-login-steps.module.css';

const tones: Record<JobStep['state'], Tone> = {
  waiting: 'away',
  checking: 'busy',
  planned: 'away',
  running: 'busy',
  ok: 'ready',
  done: 'ready',
  failed: 'alarm',
  skipped: 'away',
  undone: 'warn',
};

/** The steps of one set-up or removal, and what went wrong. */
export function RootLoginSteps({ job }: { job: JobDto }) {
  const t = useTranslations('rootLogin');
  const text = useErrorText();
  const what = job.subject === 'remove' ? 'remove' : 'set-up';
  const known = new Map(stepsOfJob(job).map((step) => [step.id, step.state]));
  return (
    <div>
      <ol className={classes.steps}>
        {rootLoginSteps.map((id) => {
          const state = known.get(id) ?? 'waiting';
          return (
            <li key={id}>
              <StateMark tone={tones[state]} />
              <span>{t(`job.${id}`, { what })}</span>
              <span className={classes.state}>{t(`stepState.${state}`)}</span>
            </li>
          );
        })}
      </ol>
      {job.error && job.state !== 'running' && (
        <p className={classes.failed} role="alert">
          {text(job.error.code)} {job.error.detail && <code>{job.error.detail}</code>}
        </p>
      )}
    </div>
  );
}

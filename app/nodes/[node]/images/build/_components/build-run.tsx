'use client';

import { useTranslations } from 'next-intl';
import { CopyId } from '@/app/_components/copy';
import { formatBytes } from '@/app/_components/format';
import { JobCard } from '@/app/_components/job-card';
import { Link } from '@/app/_components/link';
import { StateMark, type Tone } from '@/app/_components/state-word';
import { isActive } from '@/app/_components/job-state';
import { imageAddress } from '@/app/_components/image-address';
import { buildOfJob } from '@/lib/shared/job-progress';
import type { BuildStep, JobDto } from '@/lib/shared/jobs';
import classes from './build.module.css';
import { lineOfError } from './build-form';

const tones: Record<BuildStep['state'], Tone> = {
  waiting: 'away',
  running: 'busy',
  done: 'ready',
  cached: 'ready',
  failed: 'alarm',
  cancelled: 'warn',
};

/** One build: how it stands, each step with its log and the layer that it made, and the image. @param props.source its Dockerfile, where known */
export function BuildRun({ job, open, source }: { job: JobDto; open: boolean; source: string | null }) {
  const t = useTranslations('images.build');
  const build = buildOfJob(job);
  const line = lineOfError(job.error?.detail ?? null);
  const text = line === null ? undefined : source?.split('\n')[line - 1];
  return (
    <div className={classes.run}>
      <JobCard job={job} here />
      {line !== null && text !== undefined && (
        <p className={classes.line} role="alert">
          {t('line', { line })} <code>{text}</code>
        </p>
      )}
      {job.state === 'done' && build?.imageId && (
        <p>
          <Link href={imageAddress(job.nodeId, build.imageId)}>{t('toImage', { name: job.subject })}</Link>
        </p>
      )}
      {build && build.steps.length > 0 && (
        <details open={open || isActive(job)}>
          <summary>{t('steps', { count: build.steps.length })}</summary>
          <ol className={classes.steps}>
            {build.steps.map((step) => (
              <Step key={step.id} step={step} />
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

function Step({ step }: { step: BuildStep }) {
  const t = useTranslations('images.build');
  return (
    <li>
      <p className={classes.step}>
        <StateMark tone={tones[step.state]} />
        <code className={classes.name}>{step.name}</code>
        <span className={classes.facts}>
          {t(`state.${step.state}`)}
          {step.ms !== null && ` · ${t('seconds', { seconds: step.ms / 1000 })}`}
        </span>
      </p>
      {step.layer && (
        <p className={classes.layer}>
          {t('layer')} <CopyId id={step.layer.diffId} /> {formatBytes(step.layer.sizeBytes)}
        </p>
      )}
      {step.log !== '' && (
        <details open={step.state === 'running' || step.state === 'failed'}>
          <summary>{t('log')}</summary>
          {step.isCut && <p className={classes.facts}>{t('cut')}</p>}
          {/* Turned round, it stays at its end while the log grows, unless somebody scrolls up. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls (WCAG 2.1.1) */}
          <div className={classes.log} role="log" aria-label={t('logOf', { step: step.name })} tabIndex={0}>
            <pre>{step.log}</pre>
          </div>
        </details>
      )}
    </li>
  );
}

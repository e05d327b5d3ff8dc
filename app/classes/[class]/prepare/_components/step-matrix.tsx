'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { DataTable } from '@/app/_components/data-table';
import { useErrorText } from '@/app/_components/error-text';
import { Link } from '@/app/_components/link';
import { JobStateWord } from '@/app/_components/state-word';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto, JobStep } from '@/lib/shared/jobs';
import { StepStateWord } from '@/app/_components/operation-state';
import { groupFailures, isGrouped } from './group-failures';
import classes from './prepare.module.css';
import { useStepName } from '@/app/_components/step-name';

const keyOf = (job: JobDto, index: number): string => `${job.nodeId} ${index}`;

/** Nodes down, steps across; each cell opens to what the node said. */
export function StepMatrix({ steps, jobs }: { steps: string[]; jobs: JobDto[] }) {
  // A plan is what one looks for, and what was not there is not to be overlooked: open from the beginning, all else once it is asked for.
  const t = useTranslations('operations.run');
  const nameOf = useStepName();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (job: JobDto, index: number) => {
    const step = stepsOfJob(job)[index];
    return turned.has(keyOf(job, index)) !== (step?.state === 'planned' || step?.isPartial === true);
  };
  const groups = groupFailures(jobs);
  const isOwn = (step: JobStep) => step.error !== null && !isGrouped(groups, step.id, step.error);
  const toggle = (key: string) =>
    setTurned((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return (
    <>
      {groups.map((group) => (
        <div key={JSON.stringify([group.step, group.error])} className={classes.failures}>
          {group.step && <h3>{nameOf(group.step)}</h3>}
          <Reason error={group.error} />
          <p>{t('same', { count: group.nodes.length, nodes: group.nodes.join(', ') })}</p>
        </div>
      ))}
      <DataTable
        caption={t('result')}
        rows={jobs}
        rowKey={(job) => job.nodeId}
        columns={[
          { key: 'node', header: t('node'), cell: (job) => <Link href={`/nodes/${job.nodeId}`}>{job.nodeName}</Link> },
          ...steps.map((id, index) => ({
            key: id,
            header: nameOf(id),
            cell: (job: JobDto) => {
              const step = stepsOfJob(job)[index];
              if (!step) return <StepStateWord state="waiting" />;
              return (
                <Cell
                  step={step}
                  label={t('details', { step: nameOf(id), node: job.nodeName })}
                  open={isOpen(job, index) || isOwn(step)}
                  onToggle={() => toggle(keyOf(job, index))}
                />
              );
            },
          })),
          { key: 'result', header: t('result'), cell: (job) => <JobStateWord state={job.state} /> },
        ]}
        below={(job) => {
          const opened = stepsOfJob(job).filter((step, index) => isOpen(job, index) || isOwn(step));
          const whole =
            stepsOfJob(job).every((step) => !step.error) && job.error && !isGrouped(groups, null, job.error) ? job.error : null;
          if (opened.length === 0 && !whole) return null;
          return (
            <>
              {opened.map((step) => (
                <Detail key={step.id} step={step} name={nameOf(step.id)} />
              ))}
              {whole && <Reason error={whole} />}
            </>
          );
        }}
      />
    </>
  );
}

function Cell({ step, label, open, onToggle }: { step: JobStep; label: string; open: boolean; onToggle: () => void }) {
  const says = step.detail !== null && step.detail !== '';
  if (!says || step.error) return <StepStateWord state={step.state} />;
  return (
    <button type="button" className={classes.cell} aria-expanded={open} aria-label={label} onClick={onToggle}>
      <StepStateWord state={step.state} />
      {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
    </button>
  );
}

function Detail({ step, name }: { step: JobStep; name: string }) {
  return (
    <div className={classes.detail}>
      <h3>{name}</h3>
      {step.error && <Reason error={step.error} />}
      {step.detail && <pre>{step.detail}</pre>}
    </div>
  );
}

function Reason({ error }: { error: NonNullable<JobDto['error']> }) {
  const text = useErrorText();
  return (
    <div className={classes.reason}>
      <p>{text(error.code)}</p>
      {error.detail && <pre>{error.detail}</pre>}
    </div>
  );
}

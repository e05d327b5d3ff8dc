'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Fragment, useState } from 'react';
import { useErrorText } from '@/app/_components/error-text';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { JobStateWord } from '@/app/_components/state-word';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { JobDto, JobStep } from '@/lib/shared/jobs';
import type { StepId } from '@/lib/shared/operations';
import { stepIds } from '@/lib/shared/step-ids';
import { StepStateWord } from './operation-state';
import { groupFailures, isGrouped } from './group-failures';
import classes from './prepare.module.css';

const isStep = (id: string): id is StepId => (stepIds as readonly string[]).includes(id);

/** The name of a step; its id for one that this page does not know yet. */
export function useStepName(): (id: string) => string {
  const t = useTranslations('operations.step');
  return (id) => (isStep(id) ? t(id) : id);
}

/** Nodes down, steps across; each cell opens to what the node said. */
export function StepMatrix({ steps, jobs }: { steps: string[]; jobs: JobDto[] }) {
  // A plan is what one looks for: it is open from the beginning, everything else once it is asked for.
  const t = useTranslations('operations.run');
  const nameOf = useStepName();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (key: string, step: JobStep) => turned.has(key) !== (step.state === 'planned');
  const groups = groupFailures(jobs);
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
      <div className={page.tableBox}>
        <table className={`${page.table} ${classes.matrix}`}>
          <thead>
            <tr>
              <th scope="col">{t('node')}</th>
              {steps.map((id) => (
                <th scope="col" key={id}>
                  {nameOf(id)}
                </th>
              ))}
              <th scope="col">{t('result')}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => {
              const held = stepsOfJob(job);
              const own = (step: JobStep) => step.error !== null && !isGrouped(groups, step.id, step.error);
              const opened = held.filter((step, index) => isOpen(`${job.nodeId} ${index}`, step) || own(step));
              const whole =
                held.every((step) => !step.error) && job.error && !isGrouped(groups, null, job.error) ? job.error : null;
              return (
                <Fragment key={job.nodeId}>
                  <tr>
                    <th scope="row">
                      <Link href={`/nodes/${job.nodeId}`}>{job.nodeName}</Link>
                    </th>
                    {steps.map((id, index) => {
                      const step = held[index];
                      const key = `${job.nodeId} ${index}`;
                      return (
                        <td key={id} data-label={nameOf(id)}>
                          {step ? (
                            <Cell
                              step={step}
                              label={t('details', { step: nameOf(id), node: job.nodeName })}
                              open={isOpen(key, step) || own(step)}
                              onToggle={() => toggle(key)}
                            />
                          ) : (
                            <StepStateWord state="waiting" />
                          )}
                        </td>
                      );
                    })}
                    <td data-label={t('result')}>
                      <JobStateWord state={job.state} />
                    </td>
                  </tr>
                  {(opened.length > 0 || whole) && (
                    <tr className={classes.detailRow}>
                      <td colSpan={steps.length + 2} className={page.wide}>
                        {opened.map((step) => (
                          <Detail key={step.id} step={step} name={nameOf(step.id)} />
                        ))}
                        {whole && <Reason error={whole} />}
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
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

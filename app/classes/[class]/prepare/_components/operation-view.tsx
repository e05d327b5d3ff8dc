'use client';

import { Button, CloseButton } from '@mantine/core';
import { RotateCw, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useCancelOperation, useOperationDetail, useResumeOperation } from '@/app/_api/hooks/operations';
import { Ago } from '@/app/_components/ago';
import page from '@/app/_components/page.module.css';
import { FailedState, FormError, TableSkeleton } from '@/app/_components/states';
import { stepsOfJob } from '@/lib/shared/job-progress';
import type { OperationDetail } from '@/lib/shared/operations';
import { ClassPullBars } from './class-pull-bars';
import { CommandOutputs } from './command-outputs';
import { OperationStateWord } from '@/app/_components/operation-state';
import classes from './prepare.module.css';
import { StepMatrix } from './step-matrix';

/**
 * One operation, live: how far it is, node by node and step by step, and what to do about the rest.
 * @param reveal it was started just now, further up on the page: it comes into view.
 */
export function OperationView({ id, reveal, onClose }: { id: string; reveal: boolean; onClose: () => void }) {
  const t = useTranslations('operations');
  const query = useOperationDetail(id);
  const cancel = useCancelOperation();
  const resume = useResumeOperation();
  const place = useRef<HTMLElement>(null);
  const isThere = query.data !== undefined;
  useEffect(() => {
    if (isThere && reveal) place.current?.scrollIntoView({ block: 'start' });
  }, [isThere, reveal]);
  const operation = query.data;
  if (!operation)
    return query.error ? <FailedState error={query.error} onRetry={() => void query.refetch()} /> : <TableSkeleton />;
  return (
    <section ref={place} className={classes.operation} aria-label={t(`kind.${operation.kind}`)}>
      <div className={page.head}>
        <h2>{t(`kind.${operation.kind}`)}</h2>
        {operation.dryRun && <span className={classes.dry}>{t('run.dry')}</span>}
        <OperationStateWord operation={operation} />
        <span className={page.summary}>
          {operation.createdBy && <>{t('run.by', { name: operation.createdBy.name })} · </>}
          <Ago at={operation.createdAt} />
        </span>
        <div className={page.tools}>
          {operation.state === 'running' && (
            <Button
              variant="default"
              size="sm"
              leftSection={<X size={15} aria-hidden />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate(id)}
            >
              {t('run.cancel')}
            </Button>
          )}
          {operation.resumable && (
            <Button
              size="sm"
              leftSection={<RotateCw size={15} aria-hidden />}
              loading={resume.isPending}
              onClick={() => resume.mutate(id)}
            >
              {t('run.resume')}
            </Button>
          )}
          <CloseButton aria-label={t('run.close')} onClick={onClose} />
        </div>
      </div>
      <p className={`${classes.progress} tabular`} aria-live="polite">
        <span>{t('run.progress', operation.nodes)}</span>
        {operation.nodes.failed > 0 && <strong>{t('run.failed', { count: operation.nodes.failed })}</strong>}
        {nothingToDo(operation) && <span>{t('run.allSo')}</span>}
      </p>
      {(operation.state === 'cancelled' || operation.state === 'interrupted') && (
        <p className={classes.hint}>{t(`run.${operation.state}`)}</p>
      )}
      <FormError error={cancel.error ?? resume.error ?? query.error} />
      {!operation.dryRun && operation.steps.some(({ id: step }) => step === 'images.pull') && (
        <ClassPullBars jobs={operation.jobs} />
      )}
      {operation.kind === 'node.command' && !operation.dryRun ? (
        <CommandOutputs jobs={operation.jobs} />
      ) : (
        <StepMatrix steps={operation.steps.map((step) => step.id)} jobs={operation.jobs} />
      )}
    </section>
  );
}

function nothingToDo(operation: OperationDetail): boolean {
  const steps = operation.jobs.flatMap(stepsOfJob);
  return operation.state === 'done' && steps.length > 0 && steps.every((step) => step.state === 'ok');
}

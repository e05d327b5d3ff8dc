'use client';

import { Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCancelOperation, useOperationSummary } from '@/app/_api/hooks/operations';
import type { JobDto } from '@/lib/shared/jobs';
import { Ago } from './ago';
import { JobCard } from './job-card';
import classes from './job-card.module.css';
import { ProgressTrack } from './layer-bars';
import { Link } from './link';
import { OperationStateWord } from './operation-state';
import { useOperationSubject } from './operation-subject';
import { FormError } from './states';

/**
 * Work on many nodes in one card: on how many of them it is done. Its own page has each node.
 * @param jobs its jobs that the reader has heard of, shown one by one where the operation itself is not theirs to see
 */
export function OperationCard({ id, jobs }: { id: string; jobs: readonly JobDto[] }) {
  const t = useTranslations('operations.run');
  const kind = useTranslations('operations.kind');
  const activity = useTranslations('common.activity');
  const subjectOf = useOperationSubject();
  const { data: operation, error } = useOperationSummary(id);
  const cancel = useCancelOperation();
  if (error && !operation) return jobs.map((job) => <JobCard key={job.id} job={job} withNode />);
  if (!operation) return null;
  const { classId, createdBy, nodes, state } = operation;
  const percent = Math.floor((100 * (nodes.done + nodes.failed)) / Math.max(1, nodes.total));
  return (
    <article className={classes.card}>
      <div className={classes.head}>
        <h3 className={classes.title}>{kind(operation.kind)}</h3>
        <OperationStateWord operation={operation} />
      </div>
      <p className={classes.meta}>
        {operation.dryRun && <span>{t('dry')}</span>}
        {createdBy && <span>{t('by', { name: createdBy.name })}</span>}
        <Ago at={operation.endedAt ?? operation.createdAt} />
      </p>
      <code className={classes.step}>{subjectOf(operation)}</code>
      <p className={`${classes.totals} tabular`}>
        <span>{t('progress', nodes)}</span>
        {nodes.failed > 0 && <strong>{t('failed', { count: nodes.failed })}</strong>}
      </p>
      {state === 'running' && <ProgressTrack label={kind(operation.kind)} percent={percent} tone="moving" />}
      {(state === 'cancelled' || state === 'interrupted') && <p className={classes.note}>{t(state)}</p>}
      <FormError error={cancel.error} />
      <div className={classes.ways}>
        {state === 'running' && (
          <Button
            variant="default"
            size="xs"
            leftSection={<X size={14} aria-hidden />}
            loading={cancel.isPending}
            onClick={() => cancel.mutate(id)}
          >
            {t('cancel')}
          </Button>
        )}
        {classId !== null && <Link href={`/classes/${classId}/prepare?operation=${id}`}>{activity('toNodes')}</Link>}
      </div>
    </article>
  );
}

'use client';

import { Button } from '@mantine/core';
import { Stethoscope } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useExamineNode, useNodeReport } from '@/app/_api/hooks/doctor';
import { Ago } from '@/app/_components/ago';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';
import { Findings } from '@/app/_components/nodes/doctor/findings';
import { LightWord } from '@/app/_components/nodes/doctor/light-word';
import type { NodeTask } from '@/app/_components/nodes/node-task-dialog';
import { troublesOf } from '@/lib/shared/doctor-light';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './overview.module.css';

/** Is this node ready for the lesson? What is not well is shown; the rest on demand. */
export function DoctorCard({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('doctor');
  const { data, error } = useNodeReport(node.id);
  const examine = useExamineNode(node.id);
  const [all, setAll] = useState(false);
  const report = data?.report ?? null;
  const findings = report?.findings ?? [];
  const troubles = troublesOf(findings);
  const shown = all || report?.state === 'running' ? findings : troubles;
  const changed = report?.state === 'done' && node.stateSince > report.at;
  return (
    <section className={page.card}>
      <h2>{t('card')}</h2>
      {data && (
        <p className={classes.since} role="status">
          <LightWord report={report} />
          {report && <span>{t.rich('examined', { time: () => <Ago at={report.at} /> })}</span>}
          {changed && <span>{t('outdated')}</span>}
        </p>
      )}
      <FormError error={error ?? examine.error} />
      {shown.length > 0 && (
        <div style={{ marginTop: 14 }}>
          <Findings findings={shown} node={node} onTask={onTask} />
        </div>
      )}
      <div className={classes.quick} style={{ marginTop: 16 }}>
        <Button
          size="xs"
          variant="default"
          leftSection={<Stethoscope size={14} aria-hidden />}
          loading={examine.isPending || report?.state === 'running'}
          onClick={() => examine.mutate(undefined)}
        >
          {t(report ? 'examineAgain' : 'examineOne')}
        </Button>
        {report?.state === 'done' && troubles.length < findings.length && (
          <Button size="xs" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('onlyTrouble') : t('wellFindings', { count: findings.length - troubles.length })}
          </Button>
        )}
      </div>
    </section>
  );
}

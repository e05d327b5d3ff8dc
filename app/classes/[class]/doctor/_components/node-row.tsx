'use client';

import { Button } from '@mantine/core';
import { ChevronRight, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useExamineNode } from '@/app/_api/hooks/doctor';
import { Ago } from '@/app/_components/ago';
import { Link } from '@/app/_components/link';
import action from '@/app/_components/row-action.module.css';
import { FormError } from '@/app/_components/states';
import { Findings, useFindingText } from '@/app/_components/nodes/doctor/findings';
import { FixButton } from '@/app/_components/nodes/doctor/fix-button';
import { LightWord } from '@/app/_components/nodes/doctor/light-word';
import type { NodeTask } from '@/app/_components/nodes/node-task-dialog';
import type { DoctorReport } from '@/lib/shared/doctor';
import { troublesOf, weigh } from '@/lib/shared/doctor-light';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './class-doctor.module.css';

interface Props {
  nodeId: string;
  nodeName: string;
  report: DoctorReport | null;
  node: NodeDto | null;
  onTask: (task: NodeTask) => void;
}

/** A node: its light, the worst reason and what to press for it; opened, everything that was found. */
export function NodeRow({ nodeId, nodeName, report, node, onTask }: Props) {
  const t = useTranslations('doctor');
  const text = useFindingText();
  const examine = useExamineNode(nodeId);
  const [open, setOpen] = useState(false);
  const panel = useId();
  const troubles = troublesOf(report?.findings ?? []);
  const [worst, ...others] = troubles;
  // What is pressed first is for the worst: mending something smaller would not change the light.
  const fixable = troubles.find((finding) => finding.fix !== null && worst && weigh(finding) === weigh(worst));
  const changed = node !== null && report !== null && report.state === 'done' && node.stateSince > report.at;
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <button
          type="button"
          className={`${action.action} ${classes.toggle}`}
          aria-expanded={open}
          aria-controls={panel}
          aria-label={t('open', { name: nodeName })}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={16} aria-hidden />
        </button>
        <h3 className={classes.name}>
          <Link href={`/nodes/${nodeId}`}>{nodeName}</Link>
        </h3>
        <LightWord report={report} />
        <p className={classes.reason}>
          {worst ? (
            <>
              <strong>{t(`finding.${worst.id}`)}</strong>: {text(worst)}{' '}
              {others.length > 0 && <span className={classes.more}>{t('more', { count: others.length })}</span>}
            </>
          ) : report?.state === 'done' ? (
            <span className={classes.more}>{t('allWell')}</span>
          ) : report ? (
            <span className={classes.more}>{t('findings', { count: report.findings.length })}</span>
          ) : (
            <span className={classes.more}>{t('never')}</span>
          )}
        </p>
        <div className={classes.fix}>
          {node && fixable?.fix && report?.state === 'done' && <FixButton node={node} fix={fixable.fix} onTask={onTask} />}
        </div>
      </div>
      {open && (
        <div id={panel} className={classes.opened}>
          <div className={classes.openedHead}>
            <p className={classes.more}>
              {report && t.rich('examined', { time: () => <Ago at={report.at} /> })} {changed && t('outdated')}
            </p>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<RotateCw size={13} aria-hidden />}
              loading={examine.isPending || report?.state === 'running'}
              onClick={() => examine.mutate(undefined)}
            >
              {t(report ? 'examineAgain' : 'examineOne')}
            </Button>
          </div>
          <FormError error={examine.error} />
          <Findings findings={report?.findings ?? []} node={node} onTask={onTask} />
        </div>
      )}
    </li>
  );
}

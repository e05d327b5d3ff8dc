'use client';

import { Button } from '@mantine/core';
import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useClassReport } from '@/app/_api/hooks/doctor';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { StateMark, type Tone } from '@/app/_components/state-word';
import { ReportAge } from '@/app/_components/nodes/doctor/report-age';
import type { DoctorClass } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './morning.module.css';
import { countMorning, type MorningCounts, type Step, stepsOf } from './morning-steps';

interface Props {
  classId: string;
  nodes: NodeDto[];
  students: number;
  /** Students without a node. */
  without: number;
}

/** What a class needs before its first lesson, in order: done, next, later, each with its numbers. */
export function Morning({ classId, nodes, students, without }: Props) {
  const t = useTranslations('classes.morning');
  const { data: report } = useClassReport(classId);
  const counts = countMorning(nodes, students, without);
  const steps = stepsOf(counts, report?.light ?? null);
  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      {report && nodes.length > 0 && <ClassLight report={report} nodes={nodes} />}
      <ol className={classes.steps}>
        {steps.map((step) => (
          <StepRow key={step.key} step={step} classId={classId} counts={counts} />
        ))}
      </ol>
    </section>
  );
}

function StepRow({ step: { key, state }, classId, counts }: { step: Step; classId: string; counts: MorningCounts }) {
  const t = useTranslations('classes');
  const href = key === 'students' ? `/classes/${classId}#people` : `/classes/${classId}/${key}`;
  const name = key === 'students' ? t('morning.students.title') : t(`tab.${key}`);
  return (
    <li className={`${classes.step} ${classes[state]}`}>
      <span className={classes.sign} aria-hidden="true">
        {state === 'done' ? <Check size={15} strokeWidth={3} /> : null}
      </span>
      <div className={classes.words}>
        <p className={classes.name}>
          <Link href={href}>{name}</Link>
          <span className={classes.state}>{t(`morning.${state}`)}</span>
        </p>
        <p className={classes.status}>{t(`morning.${key}.status`, counts)}</p>
        {state === 'next' && (
          <>
            <p>
              {key !== 'students'
                ? t(`about.${key}`)
                : t(counts.without > 0 ? 'morning.students.give' : 'morning.students.about')}
            </p>
            <Button component={Link} href={href} size="xs">
              {key === 'students' && counts.without > 0 ? t('roster.leftOver', { count: counts.without }) : name}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

const lightTones = { green: 'ready', amber: 'warn', red: 'alarm' } as const satisfies Record<string, Tone>;

/** The one light of the class, as the doctor last saw it. */
function ClassLight({ report, nodes }: { report: DoctorClass; nodes: readonly NodeDto[] }) {
  const t = useTranslations('doctor');
  const { light, counts } = report;
  return (
    <p className={classes.light}>
      <StateMark tone={light ? lightTones[light] : 'away'} size={16} />
      <strong>{t(`classLight.${light ?? 'none'}`)}</strong>
      <span>{t('counts', { green: counts.green, amber: counts.amber, red: counts.red })}</span>
      <ReportAge report={report} nodes={nodes} />
    </p>
  );
}

'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { StateMark } from '@/app/_components/state-word';
import { useFindingText } from '@/app/_components/nodes/doctor/findings';
import { fixHref } from '@/app/_components/nodes/doctor/fix-href';
import { findingTones, lightTones } from '@/app/_components/nodes/doctor/light-word';
import { ReportAge } from '@/app/_components/nodes/doctor/report-age';
import type { DoctorClass } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './class-doctor.module.css';

const reasonsAtFirst = 5;

/** Ready for the lesson or not, and why: the worst reasons first, each with the nodes it is about. */
export function ClassLight({
  report,
  nodes: room,
  running,
}: {
  report: DoctorClass;
  nodes: readonly NodeDto[];
  running: number;
}) {
  const t = useTranslations('doctor');
  const text = useFindingText();
  const [all, setAll] = useState(false);
  const { light, counts, reasons, nodes } = report;
  const tone = running > 0 ? 'busy' : light ? lightTones[light] : 'away';
  const shown = all ? reasons : reasons.slice(0, reasonsAtFirst);
  return (
    <section className={`${page.card} ${classes.light} ${classes[tone] ?? ''}`}>
      <div className={classes.verdict} role="status">
        <StateMark tone={tone} size={26} />
        <div>
          <h2>{running > 0 ? t('light.running') : t(`classLight.${light ?? 'none'}`)}</h2>
          <p className={page.summary}>
            {running > 0
              ? t('progress', { done: nodes.length - running, total: nodes.length })
              : t('counts', { green: counts.green, amber: counts.amber, red: counts.red })}
            {running === 0 && counts.unexamined > 0 && ` · ${t('unexamined', { count: counts.unexamined })}`}
          </p>
          {running === 0 && (
            <p className={classes.age}>
              <ReportAge report={report} nodes={room} />
            </p>
          )}
        </div>
      </div>
      {shown.length > 0 && (
        <ul className={classes.reasons} aria-label={t('why')}>
          {shown.map(({ id, reason, state, params, fix, nodes: names }) => {
            const href = fix && fixHref(fix, report.classId, names);
            return (
              <li key={`${id} ${reason}`}>
                <StateMark tone={findingTones[state]} />
                <p>
                  <strong>{t(`finding.${id}`)}</strong>: {text({ reason, params })}{' '}
                  <span className={classes.names}>{names.join(', ')}</span>
                </p>
                {fix && href && (
                  <Button component={Link} href={href} size="compact-sm" variant="default">
                    {t(`fix.${fix.kind}`)}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {reasons.length > reasonsAtFirst && !all && (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          {t('more', { count: reasons.length - reasonsAtFirst })}
        </Button>
      )}
    </section>
  );
}

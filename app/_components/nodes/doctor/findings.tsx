'use client';

import { useTranslations } from 'next-intl';
import { StateMark } from '@/app/_components/state-word';
import type { NodeTask } from '../node-task-dialog';
import type { DoctorFinding } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import { FixButton } from './fix-button';
import { findingTones } from './light-word';
import classes from './findings.module.css';

/** What a finding says. */
export function useFindingText(): (finding: Pick<DoctorFinding, 'reason' | 'params'>) => string {
  const t = useTranslations('doctor.reason');
  return ({ reason, params }) => t(reason, params as never);
}

interface Props {
  findings: readonly DoctorFinding[];
  /** For the fix buttons; null while the node is not known, and then there are none. */
  node: NodeDto | null;
  onTask: (task: NodeTask) => void;
}

/**
 * Findings with their reason, what the node said, and what to press. What was not examined, and of which nothing is known, is
 * named together, once for each reason.
 */
export function Findings({ findings, node, onTask }: Props) {
  const t = useTranslations('doctor');
  const text = useFindingText();
  const skipped = findings.filter((finding) => finding.state === 'skipped' && finding.evidence === null);
  const reasons = [...new Set(skipped.map((finding) => finding.reason))];
  return (
    <ul className={classes.findings}>
      {findings.map(
        (finding) =>
          !skipped.includes(finding) && (
            <li key={finding.id} className={classes.finding}>
              <StateMark tone={findingTones[finding.state]} />
              <div className={classes.words}>
                <p className={classes.name}>
                  {t(`finding.${finding.id}`)}
                  <span className={finding.state === 'ok' ? 'visually-hidden' : classes.state}>
                    {' '}
                    {t(`state.${finding.state}`)}
                  </span>
                </p>
                <p>{text(finding)}</p>
                {finding.evidence && (
                  <p className={classes.evidence}>
                    <span className="visually-hidden">{t('evidence')}: </span>
                    <code>{finding.evidence}</code>
                  </p>
                )}
              </div>
              {node?.staff && finding.fix && <FixButton node={node} fix={finding.fix} onTask={onTask} />}
            </li>
          ),
      )}
      {reasons.map((reason) => (
        <li key={reason} className={classes.finding}>
          <StateMark tone={findingTones.skipped} />
          <div className={classes.words}>
            <p>{text({ reason, params: {} })}</p>
            <p className={classes.evidence}>
              {skipped
                .filter((finding) => finding.reason === reason)
                .map((finding) => t(`finding.${finding.id}`))
                .join(', ')}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

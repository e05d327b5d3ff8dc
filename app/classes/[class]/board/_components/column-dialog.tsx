'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useStepStatistics } from '@/app/_api/hooks/board';
import { Dialog } from '@/app/_components/dialog';
import { Link } from '@/app/_components/link';
import { FormError } from '@/app/_components/states';
import { Said } from '@/app/classes/[class]/course/[lesson]/_components/said';
import type { StepStatisticsDto } from '@/lib/shared/board';
import { lessonAddress } from '@/app/_components/course-address';
import classes from './column-dialog.module.css';
import { ResetButtons } from './reset-buttons';
import type { ShownColumn } from './board-model';

/** Upper ends of the bars, minutes; the last has none. */
const ends = ['1', '2', '5', '10', '20', null] as const;

/** One step over the whole class: how many are through, how long it took, how many needed help. */
export function ColumnDialog({ classId, shown, onClose }: { classId: string; shown: ShownColumn; onClose: () => void }) {
  const t = useTranslations('board.step');
  const { column, number } = shown;
  const { data, error } = useStepStatistics({ classId, lesson: column.lesson, step: column.step });
  const most = Math.max(1, ...column.histogram);
  return (
    <Dialog title={`${number} ${column.title}`} onClose={onClose}>
      <dl className={classes.facts}>
        <Fact label={t('passed')}>{column.passed}</Fact>
        <Fact label={t('working')}>{column.working}</Fact>
        <Fact label={t('stuck')}>{column.stuck}</Fact>
        <Fact label={t('helped')}>{column.helped}</Fact>
        {data && (
          <>
            <Fact label={t('hint')}>{data.help.hint}</Fact>
            <Fact label={t('more')}>{data.help.more}</Fact>
            <Fact label={t('solution')}>{data.help.solution}</Fact>
          </>
        )}
        <Fact label={t('median')}>{t('minutes', { minutes: column.medianMinutes })}</Fact>
      </dl>
      <table className={classes.bars}>
        <caption>{t('histogram')}</caption>
        <tbody>
          {column.histogram.map((count, index) => (
            <tr key={ends[index] ?? 'more'}>
              <th scope="row">{ends[index] ? t('upTo', { minutes: ends[index] }) : t('longer')}</th>
              <td>
                <span className={classes.value}>
                  <span className={classes.bar} style={{ width: `${(count / most) * 100}%` }} />
                  <span>{count}</span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data?.prediction && <Spread prediction={data.prediction} />}
      <FormError error={error} />
      <ResetButtons of={{ classId, lesson: column.lesson, step: column.step }} />
      <p className={classes.open}>
        <Link href={lessonAddress(classId, column.lesson, column.step)}>{t('open')}</Link>
      </p>
    </Dialog>
  );
}

/** What was expected beside what came out: two bars for each value. */
function Spread({ prediction }: { prediction: NonNullable<StepStatisticsDto['prediction']> }) {
  const t = useTranslations('board.step');
  const { ask, predicted, compared, asExpected, spread } = prediction;
  const most = Math.max(1, ...spread.flatMap(({ expected, truth }) => [expected, truth]));
  return (
    <table className={`${classes.bars} ${classes.spread}`}>
      <caption>
        <b>{t('prediction')}</b> <Said text={ask} />
        <br />
        {t('predicted', { predicted, compared, asExpected })}
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('value')}</th>
          <th scope="col">{t('expected')}</th>
          <th scope="col">{t('truth')}</th>
        </tr>
      </thead>
      <tbody>
        {spread.map(({ value, says, expected, truth }) => (
          <tr key={value}>
            <th scope="row">{says}</th>
            {[expected, truth].map((count, index) => (
              <td key={index === 0 ? 'expected' : 'truth'}>
                <span className={classes.value}>
                  <span className={classes.bar} style={{ width: `${(count / most) * 70}%` }} />
                  <span>{count}</span>
                </span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

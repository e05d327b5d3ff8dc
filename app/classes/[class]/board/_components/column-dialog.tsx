'use client';

import { Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Link } from '@/app/_components/link';
import { lessonAddress } from '@/app/_components/course-address';
import classes from './column-dialog.module.css';
import type { ShownColumn } from './board-model';

/** Upper ends of the bars, minutes; the last has none. */
const ends = ['1', '2', '5', '10', '20', null] as const;

/** One step over the whole class: how many are through, how long it took, how many needed help. */
export function ColumnDialog({ classId, shown, onClose }: { classId: string; shown: ShownColumn; onClose: () => void }) {
  const t = useTranslations('board.step');
  const common = useTranslations('common');
  const { column, number } = shown;
  const most = Math.max(1, ...column.histogram);
  return (
    <Modal opened onClose={onClose} title={`${number} ${column.title}`} closeButtonProps={{ 'aria-label': common('close') }}>
      <dl className={classes.facts}>
        <Fact label={t('passed')}>{column.passed}</Fact>
        <Fact label={t('working')}>{column.working}</Fact>
        <Fact label={t('stuck')}>{column.stuck}</Fact>
        <Fact label={t('helped')}>{column.helped}</Fact>
        <Fact label={t('median')}>{t('minutes', { minutes: column.medianMinutes })}</Fact>
      </dl>
      <table className={classes.bars}>
        <caption>{t('histogram')}</caption>
        <tbody>
          {column.histogram.map((count, index) => (
            <tr key={ends[index] ?? 'more'}>
              <th scope="row">{ends[index] ? t('upTo', { minutes: ends[index] }) : t('longer')}</th>
              <td>
                <span className={classes.bar} style={{ width: `${(count / most) * 100}%` }} />
                <span>{count}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <Link href={lessonAddress(classId, column.lesson, column.step)}>{t('open')}</Link>
      </p>
    </Modal>
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

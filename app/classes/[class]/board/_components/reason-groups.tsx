'use client';

import { Megaphone, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { PlainButton } from '@/app/_components/plain-button';
import type { BoardReason } from '@/lib/shared/board';
import { Said } from '@/app/classes/[class]/course/[lesson]/_components/said';
import classes from './board-panels.module.css';

interface Props {
  groups: readonly BoardReason[];
  /** What a step is called, by `lesson/step`. */
  numbers: ReadonlyMap<string, string>;
  /** Names by the student's id; null on a projector. */
  names: ReadonlyMap<string, string> | null;
  onAnnounce: (group: { reason: BoardReason; number: string }) => void;
}

/** Who has the same problem: one announcement helps them all. They are not shown to each other. */
export function ReasonGroups({ groups: all, numbers, names, onAnnounce }: Props) {
  const t = useTranslations('board.groups');
  const groups = all.filter(({ users }) => users.length > 1);
  return (
    <section className={classes.panel} aria-labelledby="groups-head">
      <h2 id="groups-head">
        <Users size={16} aria-hidden /> {t('title')}
      </h2>
      {groups.length === 0 && <p className={classes.quiet}>{t('none')}</p>}
      <ul className={classes.items}>
        {groups.map((reason) => {
          const number = numbers.get(`${reason.lesson}/${reason.step}`) ?? '';
          return (
            <li key={`${reason.lesson}/${reason.step}/${reason.reason}`} className={classes.item}>
              <p>
                <b>{t('count', { count: reason.users.length, number })}</b> <Said text={reason.says} />
              </p>
              {reason.found.length > 0 && (
                <p className={classes.quiet}>
                  {t('found', { values: reason.found.map(({ value, users }) => t('foundBy', { value, users })).join(', ') })}
                </p>
              )}
              {names && <p className={classes.quiet}>{reason.users.map((id) => names.get(id) ?? '').join(', ')}</p>}
              <PlainButton small onClick={() => onAnnounce({ reason, number })}>
                <Megaphone size={14} aria-hidden /> {t('announce')}
              </PlainButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

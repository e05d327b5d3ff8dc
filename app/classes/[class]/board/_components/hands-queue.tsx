'use client';

import { Hand } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useHands } from '@/app/_api/hooks/class-help';
import classes from './board-panels.module.css';

const RaisedHand = dynamic(async () => (await import('./raised-hand')).RaisedHand, { ssr: false });

interface Props {
  classId: string;
  /** What a step is called, by `lesson/step`. */
  numbers: ReadonlyMap<string, string>;
  anonymous: boolean;
}

/** Who asks for help, the longest waiting first. */
export function HandsQueue({ classId, numbers, anonymous }: Props) {
  const t = useTranslations('board.hands');
  const { data } = useHands(classId);
  const items = data?.items ?? [];
  return (
    <section className={classes.panel} aria-labelledby="hands-head">
      <h2 id="hands-head">
        <Hand size={16} aria-hidden /> {t('title', { count: items.length })}
      </h2>
      {items.length === 0 && <p className={classes.quiet}>{t('none')}</p>}
      <ol className={classes.items} aria-live="polite">
        {items.map((hand, index) => (
          <li key={hand.id} className={classes.item}>
            <RaisedHand
              classId={classId}
              hand={hand}
              anonymous={anonymous}
              name={anonymous ? t('anonymous', { place: index + 1 }) : hand.name}
              waiting={items.filter(({ claimedBy, id }) => claimedBy === null && id !== hand.id).length}
              number={numbers.get(`${hand.lesson}/${hand.step}`) ?? null}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

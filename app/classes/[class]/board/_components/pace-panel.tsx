'use client';

import { Eye, EyeOff, Gauge, Megaphone, X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useAnnounce, useAnnouncements, useTakeBackAnnouncement } from '@/app/_api/hooks/class-help';
import { useChangeCourse } from '@/app/_api/hooks/board';
import type { BoardView } from '@/app/_api/live-board';
import { Ago } from '@/app/_components/ago';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { PlainButton } from '@/app/_components/plain-button';
import { FormError } from '@/app/_components/states';
import classes from './board-panels.module.css';
import { minutesLeft } from './board-model';

/** How far the class may go, whether it should look up, and what stands announced. */
export function PacePanel({ board, onAnnounce }: { board: BoardView; onAnnounce: () => void }) {
  const t = useTranslations('board.pace');
  const locale = useLocale();
  const change = useChangeCourse(board.classId);
  const announce = useAnnounce(board.classId);
  const takeBack = useTakeBackAnnouncement(board.classId);
  const { data } = useAnnouncements(board.classId);
  const items = data?.items ?? [];
  const eyes = items.find(({ kind }) => kind === 'eyes');
  return (
    <section className={classes.panel} aria-labelledby="pace-head">
      <h2 id="pace-head">
        <Gauge size={16} aria-hidden /> {t('title')}
      </h2>
      <div className={classes.items}>
        <div className={classes.field}>
          <span aria-hidden>{t('openUpTo')}</span>
          <ChoiceSelect
            label={t('openUpTo')}
            chosen={board.openUpTo ?? ''}
            disabled={change.isPending}
            onChoose={(lesson) => change.mutate({ openUpTo: lesson || null })}
            choices={[
              { key: '', text: t('openAll') },
              ...board.lessons.map(({ id, title }) => ({ key: id, text: `${id} · ${title}` })),
            ]}
          />
        </div>
        <p className={classes.quiet}>{t('left', { minutes: minutesLeft(board) })}</p>
        <div className={classes.buttons}>
          <PlainButton small look="lead" onClick={onAnnounce}>
            <Megaphone size={14} aria-hidden /> {t('announce')}
          </PlainButton>
          {eyes ? (
            <PlainButton small busy={takeBack.isPending} onClick={() => takeBack.mutate(eyes.id)}>
              <EyeOff size={14} aria-hidden /> {t('eyesEnd')}
            </PlainButton>
          ) : (
            <PlainButton
              small
              busy={announce.isPending}
              onClick={() => announce.mutate({ kind: 'eyes', text: { [locale]: t('eyesText') } })}
            >
              <Eye size={14} aria-hidden /> {t('eyes')}
            </PlainButton>
          )}
        </div>
        <FormError error={change.error ?? announce.error ?? takeBack.error} />
        <ul className={classes.items} aria-label={t('standing')}>
          {items
            .filter(({ kind }) => kind === 'message')
            .map((item) => (
              <li key={item.id} className={classes.item}>
                <p className={classes.message}>{item.text}</p>
                <p className={classes.line}>
                  <span className={classes.quiet}>
                    {item.audience === null ? t('toAll') : t('toSome', { count: item.audience })}
                    {item.lesson && ` · ${item.lesson}`} · <Ago at={item.createdAt} />
                  </span>
                  <PlainButton small look="quiet" onClick={() => takeBack.mutate(item.id)}>
                    <X size={13} aria-hidden /> {t('takeBack')}
                  </PlainButton>
                </p>
              </li>
            ))}
        </ul>
      </div>
    </section>
  );
}

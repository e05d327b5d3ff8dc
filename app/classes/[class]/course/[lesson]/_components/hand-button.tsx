'use client';

import { Hand } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useHand, useLowerHand, useRaiseHand } from '@/app/_api/hooks/class-help';
import { Ago } from '@/app/_components/ago';
import { PlainButton } from '@/app/_components/plain-button';
import { FormError } from '@/app/_components/states';
import classes from './hand-button.module.css';
import { currentStep, useLessonPage } from './lesson-page';

const HandForm = dynamic(async () => (await import('./hand-form')).HandForm, { ssr: false });

/** Asks staff for help: the place in the queue, who comes, and what they answered. */
export function HandButton() {
  const t = useTranslations('course.hand');
  const { classId, lesson, typing } = useLessonPage();
  const { data } = useHand(classId);
  const raise = useRaiseHand(classId);
  const lower = useLowerHand(classId);
  const [open, setOpen] = useState(false);
  const [message, setMessage] = useState('');
  const boxId = useId();
  const hand = data?.hand ?? null;
  const step = currentStep(lesson)?.id;
  function send(): void {
    const text = message.trim();
    const lastLines = typing.lastLines();
    raise.mutate(
      { lesson: lesson.id, ...(step && { step }), ...(text && { message: text }), ...(lastLines && { lastLines }) },
      {
        onSuccess: () => {
          setOpen(false);
          setMessage('');
        },
      },
    );
  }
  return (
    <div className={classes.hand} data-hand={hand ? 'raised' : 'down'}>
      {hand ? (
        <div className={classes.raised}>
          <p role="status" className={classes.state}>
            <Hand size={16} aria-hidden />
            <span>
              {hand.claimedBy !== null ? t('claimed', { name: hand.claimedBy }) : t('waiting', { place: data?.place ?? 1 })}{' '}
              <Ago at={hand.createdAt} />
              {hand.claimedBy === null && data?.waitMinutes ? ` · ${t('wait', { minutes: data.waitMinutes })}` : ''}
            </span>
          </p>
          {hand.turnedGreen && <p className={classes.answer}>{t('green')}</p>}
          {hand.answer && (
            <p className={classes.answer}>
              <b>{t('answer')}</b> {hand.answer}
            </p>
          )}
          <PlainButton
            look={hand.turnedGreen ? 'lead' : 'plain'}
            small
            busy={lower.isPending}
            onClick={() => lower.mutate(undefined)}
          >
            {t(hand.turnedGreen || hand.answer || hand.claimedBy ? 'solved' : 'lower')}
          </PlainButton>
        </div>
      ) : (
        <PlainButton small aria-expanded={open} aria-controls={boxId} onClick={() => setOpen(!open)}>
          <Hand size={15} aria-hidden />
          {t('raise')}
        </PlainButton>
      )}
      <div id={boxId} hidden={hand !== null || !open} className={classes.ask}>
        {(open || message !== '') && (
          <HandForm
            message={message}
            onMessage={setMessage}
            isBusy={raise.isPending}
            onSend={send}
            onCancel={() => setOpen(false)}
          />
        )}
      </div>
      {!hand && data?.lastAnswer && (
        <p className={classes.last} role="status">
          <b>{t('lastAnswer', { name: data.lastAnswer.by ?? t('staff') })}</b> {data.lastAnswer.text}{' '}
          <Ago at={data.lastAnswer.at} />
        </p>
      )}
      <FormError error={raise.error ?? lower.error} />
    </div>
  );
}

'use client';

import { Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { PlainButton } from '@/app/_components/plain-button';
import classes from './hand-button.module.css';

interface Props {
  message: string;
  onMessage: (text: string) => void;
  isBusy: boolean;
  onSend: () => void;
  onCancel: () => void;
}

/** What is wrong, in the student's words; its code comes with the first who asks. */
export function HandForm({ message, onMessage, isBusy, onSend, onCancel }: Props) {
  const t = useTranslations('course.hand');
  return (
    <>
      <Textarea
        label={t('message')}
        description={t('sent')}
        value={message}
        onChange={(event) => onMessage(event.currentTarget.value)}
        maxLength={1000}
        rows={3}
      />
      <div className={classes.buttons}>
        <PlainButton look="lead" small busy={isBusy} onClick={onSend}>
          {t('send')}
        </PlainButton>
        <PlainButton small onClick={onCancel}>
          {t('cancel')}
        </PlainButton>
      </div>
    </>
  );
}

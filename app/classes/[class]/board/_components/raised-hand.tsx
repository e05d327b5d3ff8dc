'use client';

import { Button, TextInput } from '@mantine/core';
import { CircleCheck, Timer } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAnswerHand, useClaimHand, useDoneHand } from '@/app/_api/hooks/class-help';
import { Ago, useClientNow } from '@/app/_components/ago';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { FormError } from '@/app/_components/states';
import { Said } from '@/app/classes/[class]/course/[lesson]/_components/said';
import type { StaffHandDto } from '@/lib/shared/class-help';
import classes from './board-panels.module.css';
import { overTime } from './time-box';

const WatchDialog = dynamic(async () => (await import('./watch-dialog')).WatchDialog, { ssr: false });

/** One who asks for help: what stops them, and what can be done about it. */
export function RaisedHand(props: {
  classId: string;
  hand: StaffHandDto;
  /** Nothing that tells who it is: what they wrote, their terminal, their node. */
  anonymous: boolean;
  name: string;
  number: string | null;
  /** Others whom nobody helps yet. */
  waiting: number;
}) {
  const { classId, hand, anonymous, name, number, waiting } = props;
  const t = useTranslations('board.hands');
  const watch = useTranslations('board.watch');
  const claim = useClaimHand(classId);
  const answer = useAnswerHand(classId);
  const done = useDoneHand(classId);
  const [isWatching, setWatching] = useState(false);
  const [text, setText] = useState('');
  const minutes = overTime(hand, useClientNow());
  return (
    <>
      <p className={classes.line}>
        <b>{name}</b>
        {number && (
          <span>
            {number} {hand.stepTitle}
          </span>
        )}
        <span className={classes.quiet}>
          <Ago at={hand.createdAt} />
        </span>
      </p>
      {hand.claimedBy && <p className={classes.quiet}>{t('claimed', { name: hand.claimedBy })}</p>}
      {hand.turnedGreen && (
        <p className={classes.green}>
          <CircleCheck size={15} aria-hidden /> {t('green')}
        </p>
      )}
      {minutes !== null && !hand.turnedGreen && (
        <p className={classes.reminder}>
          <Timer size={15} aria-hidden /> {t('timeBox', { minutes, waiting })}
        </p>
      )}
      {hand.message && !anonymous && <p className={classes.message}>{hand.message}</p>}
      {hand.says && (
        <p>
          <Said text={hand.says} />
        </p>
      )}
      {hand.alike.length > 0 && <p className={classes.quiet}>{t('alike', { count: hand.alike.length })}</p>}
      {hand.lastLines && !anonymous && (
        <details>
          <summary>{t('lines')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls (WCAG 2.1.1) */}
          <pre className={classes.output} tabIndex={0}>
            {hand.lastLines}
          </pre>
        </details>
      )}
      <div className={classes.buttons}>
        <Button
          size="compact-sm"
          variant={hand.claimedBy || hand.turnedGreen ? 'default' : 'filled'}
          loading={claim.isPending}
          onClick={() => claim.mutate({ hand: hand.id, ...(hand.claimedBy && { take: true }) })}
        >
          {t(hand.claimedBy ? 'take' : 'claim')}
        </Button>
        {hand.nodeId && !anonymous && (
          <Button size="compact-sm" variant="default" onClick={() => setWatching(true)}>
            {watch('open')}
          </Button>
        )}
        {hand.nodeId && !anonymous && (
          <Button size="compact-sm" variant="default" component={Link} href={nodeAddress(hand.nodeId, 'terminal')}>
            {t('terminal', { node: hand.node ?? '' })}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant={hand.turnedGreen ? 'filled' : 'default'}
          loading={done.isPending}
          onClick={() => done.mutate(hand.id)}
        >
          {t('done')}
        </Button>
      </div>
      {!anonymous && (
        <form
          className={classes.answer}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') answer.mutate({ hand: hand.id, answer: text.trim() }, { onSuccess: () => setText('') });
          }}
        >
          <TextInput
            size="xs"
            aria-label={t('answerTo', { name })}
            placeholder={t('answer')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={1000}
          />
          <Button type="submit" size="xs" variant="default" loading={answer.isPending} disabled={text.trim() === ''}>
            {t('send')}
          </Button>
        </form>
      )}
      {isWatching && <WatchDialog classId={classId} student={hand} onClose={() => setWatching(false)} />}
      <FormError error={claim.error ?? answer.error ?? done.error} />
    </>
  );
}

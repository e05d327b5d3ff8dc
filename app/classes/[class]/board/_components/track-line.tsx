'use client';

import {
  BookOpen,
  Box,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  Copy,
  Eye,
  Hand,
  Layers,
  Lightbulb,
  PencilLine,
  RotateCcw,
  SquareTerminal,
} from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { signOf, StepMark } from '@/app/_components/step-mark';
import type { TrackItem } from '@/lib/shared/track';
import { Said } from '@/app/classes/[class]/course/[lesson]/_components/said';
import classes from './track.module.css';

const verdictSigns = { passed: CircleCheck, failed: CircleAlert, errored: CircleHelp } as const;
const deedSigns = { container: Box, image: Layers, terminal: SquareTerminal } as const;
const helpNames = ['hint', 'more', 'solution'] as const;
const size = 15;

/** One thing that happened: when, at which step, and what. @param props.number of its step, `9.3` */
export function TrackLine({ item, number, timeZone }: { item: TrackItem; number: string | null; timeZone: string }) {
  const format = useFormatter();
  const at = new Date(item.at);
  return (
    <li className={classes.line} data-kind={item.kind} data-verdict={item.kind === 'check' ? item.verdict : undefined}>
      <time dateTime={item.at} title={format.dateTime(at, { dateStyle: 'medium', timeStyle: 'long', timeZone })}>
        {format.dateTime(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone })}
      </time>
      <span className={classes.step} title={item.title ?? undefined}>
        {number ?? (item.step === null ? '' : '–')}
      </span>
      <span className={classes.sign}>
        <Sign item={item} />
      </span>
      <div className={classes.what}>
        <What item={item} />
      </div>
    </li>
  );
}

function Sign({ item }: { item: TrackItem }) {
  switch (item.kind) {
    case 'lesson':
      return <BookOpen size={size} aria-hidden />;
    case 'check': {
      const Verdict = verdictSigns[item.verdict];
      return <Verdict size={size} aria-hidden />;
    }
    case 'passed':
      return <StepMark sign={signOf('passed', item.how)} size={size} />;
    case 'excused':
      return <StepMark sign="excused" size={size} />;
    case 'reset':
      return <RotateCcw size={size} aria-hidden />;
    case 'help':
      return <Lightbulb size={size} aria-hidden />;
    case 'wrote':
      return item.what === 'prediction' || item.what === 'truth' ? (
        <Eye size={size} aria-hidden />
      ) : (
        <PencilLine size={size} aria-hidden />
      );
    case 'similar':
      return <Copy size={size} aria-hidden />;
    case 'hand':
      return <Hand size={size} aria-hidden />;
    case 'deed': {
      const Deed = deedSigns[item.on];
      return <Deed size={size} aria-hidden />;
    }
  }
}

function What({ item }: { item: TrackItem }): ReactNode {
  const t = useTranslations('board.track');
  const format = useFormatter();
  const states = useTranslations('course.state');
  const verdict = useTranslations('course.verdict');
  switch (item.kind) {
    case 'lesson':
      return (
        <p>
          {item.node ? t('lessonOn', { node: item.node }) : t('lesson')}: <b>{item.title}</b>
        </p>
      );
    case 'check':
      return (
        <p>
          <span className="visually-hidden">{verdict(item.verdict)}: </span>
          <Said text={item.says} />
          {item.count > 1 && <span className={classes.quiet}> · {t('times', { count: item.count })}</span>}
        </p>
      );
    case 'passed':
      return (
        <p>
          <b>{item.title}</b>: {states(signOf('passed', item.how))}
        </p>
      );
    case 'excused':
      return <p>{item.by ? t('excusedBy', { name: item.by }) : t('excused')}</p>;
    case 'reset':
      return <p>{item.by ? t('resetBy', { name: item.by }) : t('reset')}</p>;
    case 'help':
      return <Told label={t(`help.${helpNames[item.level - 1] ?? 'hint'}`)} text={item.says} />;
    case 'wrote':
      return <Told label={t(`wrote.${item.what}`)} text={item.value} />;
    case 'similar':
      return <p>{t('similar', { names: format.list(item.with) })}</p>;
    case 'hand':
      return <Told label={t(`hand.${item.what}`, { name: item.by ?? t('staff') })} text={item.text} />;
    case 'deed':
      return (
        <p>
          <code>
            {item.on} {item.action}
          </code>{' '}
          {item.name}
          <span className={classes.quiet}>
            {item.on === 'container' && item.image && ` · ${item.image}`}
            {item.exitCode !== null && ` · ${t('exit', { code: item.exitCode })}`}
            {item.node && ` · ${item.node}`}
          </span>
        </p>
      );
  }
}

function Told({ label, text }: { label: string; text: string | null }) {
  return (
    <p>
      {label}
      {text && (
        <>
          :{' '}
          <span className={classes.text}>
            <Said text={text} />
          </span>
        </>
      )}
    </p>
  );
}

'use client';

import { Button } from '@mantine/core';
import { CircleAlert, CircleCheck, CircleHelp, RotateCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCheckFor, useEvidence, useExcuse } from '@/app/_api/hooks/board';
import { Ago } from '@/app/_components/ago';
import { Dialog } from '@/app/_components/dialog';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { SwapPanel } from '@/app/_components/nodes/swap-panel';
import { FailedState, FormError, TableSkeleton } from '@/app/_components/states';
import { signOf, StepStateMark } from '@/app/_components/step-mark';
import type { EvidenceDto } from '@/lib/shared/courses';
import { Said } from '@/app/classes/[class]/course/[lesson]/_components/said';
import classes from './board-panels.module.css';
import type { ShownColumn, ShownRow } from './board-model';
import { ResetButtons } from './reset-buttons';

interface Props {
  classId: string;
  shown: ShownRow;
  at: ShownColumn;
  cell: ShownRow['cells'][number] | undefined;
  onClose: () => void;
}

/** One step of one student: why it stands as it does, and what staff can do about it. */
export function CellDialog({ classId, shown, at, cell, onClose }: Props) {
  const t = useTranslations('board.dialog');
  const nodes = useTranslations('nodes.swap');
  const states = useTranslations('course.state');
  const { row } = shown;
  const { column, number } = at;
  const of = { classId, lesson: column.lesson, step: column.step };
  const { data, error, isPending, refetch } = useEvidence({ ...of, user: row.userId });
  const check = useCheckFor(of);
  const excuse = useExcuse(of);
  const [isSwapping, setSwapping] = useState(false);
  const sign = signOf(cell?.state ?? 'untouched', cell?.how ?? null);
  return (
    <Dialog title={t('title', { name: row.name, number, title: column.title })} size="lg" onClose={onClose}>
      <div className={classes.items}>
        <p className={classes.line}>
          <StepStateMark sign={sign} /> {states(sign)}
          {cell && cell.minutes > 0 && <span className={classes.quiet}>{t('minutes', { minutes: cell.minutes })}</span>}
        </p>
        <div className={classes.buttons}>
          <Button
            size="xs"
            leftSection={<RotateCw size={14} aria-hidden />}
            loading={check.isPending}
            disabled={row.nodeId === null}
            onClick={() => check.mutate(row.userId, { onSuccess: () => void refetch() })}
          >
            {t('check')}
          </Button>
          {cell?.state !== 'passed' && cell?.state !== 'excused' && (
            <Button size="xs" variant="default" loading={excuse.isPending} onClick={() => excuse.mutate(row.userId)}>
              {t('excuse')}
            </Button>
          )}
          {row.nodeId && row.node && (
            <Button size="xs" variant="default" aria-expanded={isSwapping} onClick={() => setSwapping(!isSwapping)}>
              {nodes('open', { student: row.name })}
            </Button>
          )}
          {row.nodeId && (
            <Button size="xs" variant="default" component={Link} href={nodeAddress(row.nodeId, 'terminal')}>
              {t('terminal')}
            </Button>
          )}
        </div>
        {isSwapping && row.nodeId && row.node && (
          <SwapPanel
            classId={classId}
            node={{ id: row.nodeId, name: row.node }}
            user={{ id: row.userId, name: row.name }}
            onDone={() => setSwapping(false)}
            onCancel={() => setSwapping(false)}
          />
        )}
        <FormError error={check.error ?? excuse.error} />
        <ResetButtons of={of} user={row.userId} />
        {data?.why && (
          <section className={classes.message} aria-label={t('why')}>
            <p className={classes.quiet}>
              <Said text={data.why.ask} />
            </p>
            <p>{data.why.value}</p>
          </section>
        )}
        <h3 className={classes.quiet}>{t('evidence')}</h3>
        {isPending && <TableSkeleton rows={3} />}
        {error && <FailedState error={error} onRetry={() => void refetch()} />}
        {data?.items.length === 0 && <p className={classes.quiet}>{t('noEvidence')}</p>}
        <ol className={classes.items}>
          {data?.items.map((item) => (
            <EvidenceLine key={item.seq} item={item} />
          ))}
        </ol>
      </div>
    </Dialog>
  );
}

/** By whose clock it was when, and which node said it. */
function EvidenceOrigin({ item }: { item: EvidenceDto }) {
  const t = useTranslations('board.dialog.origin');
  const format = useFormatter();
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const time = (at: string) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const { at, nodeAt, hostKey, bootId } = item;
  return (
    <details className={classes.origin}>
      <summary>{t('title')}</summary>
      <dl>
        <dt>{t('panelTime')}</dt>
        <dd>{time(at)}</dd>
        <dt>{t('nodeTime')}</dt>
        <dd>{nodeAt ? time(nodeAt) : t('unknown')}</dd>
        <dt>{t('hostKey')}</dt>
        <dd>{hostKey ? <code>{hostKey}</code> : t('unknown')}</dd>
        <dt>{t('boot')}</dt>
        <dd>{bootId ? <code>{bootId}</code> : t('unknown')}</dd>
      </dl>
    </details>
  );
}

const signs = { passed: CircleCheck, failed: CircleAlert, errored: CircleHelp } as const;

function EvidenceLine({ item }: { item: EvidenceDto }) {
  const t = useTranslations('board.dialog');
  const verdict = useTranslations('course.verdict');
  const Sign = signs[item.verdict];
  return (
    <li className={classes.item} data-verdict={item.verdict}>
      <p className={classes.line}>
        <Sign size={15} aria-label={verdict(item.verdict)} />
        <span>
          <Said text={item.says} />
        </span>
        <span className={classes.quiet}>
          <Ago at={item.at} />
          {item.count > 1 && ` · ${t('times', { count: item.count })}`}
          {item.node && ` · ${item.node}`}
        </span>
      </p>
      {(item.wanted || item.found) && (
        <p className={classes.quiet}>
          {item.wanted && t('wanted', { value: item.wanted })} {item.found && t('found', { value: item.found })}{' '}
          {item.where && <code>{item.where}</code>}
        </p>
      )}
      <EvidenceOrigin item={item} />
    </li>
  );
}

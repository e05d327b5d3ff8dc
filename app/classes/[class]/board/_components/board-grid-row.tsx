'use client';

import { CircleAlert, Hand } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type CSSProperties, memo, type ReactNode } from 'react';
import { PresenceDot } from '@/app/_components/presence';
import { nodeTone, StateMark } from '@/app/_components/state-word';
import { signOf, StepMark } from '@/app/_components/step-mark';
import type { BoardRow } from '@/lib/shared/board';
import type { BoardCell } from '@/lib/shared/board-cells';
import type { NodeState } from '@/lib/shared/nodes';
import classes from './board-grid.module.css';
import { fixedColumns, type ShownColumn } from './board-model';
import { useNeedText } from './use-need-text';

interface Props {
  row: BoardRow;
  /** The number of the step they are at. */
  at: string | null;
  index: number;
  /** Below the head, px. */
  start: number;
  /** A number in place of the name. */
  anonymous: boolean;
  columns: readonly ShownColumn[];
  cells: readonly BoardCell[];
  /** Columns in sight, both included. */
  from: number;
  to: number;
  /** The column that has the focus; null: none of this row. */
  focused: number | null;
}

const cellWidth = 40;

/** One student; rendered again only when something of this row changed. */
export const BoardGridRow = memo(function BoardGridRow(props: Props) {
  const { row, at, index, start, anonymous, columns, cells, from, to, focused } = props;
  const t = useTranslations('board');
  const state = useTranslations('course.state');
  const nodes = useTranslations('nodes.state');
  const needText = useNeedText();
  const label = anonymous ? t('student', { number: index + 1 }) : row.name;
  const nodeState = row.nodeState as NodeState | null;
  const need = row.need === null ? '' : needText(row);
  const cell = (column: number, label?: string, role: 'rowheader' | 'gridcell' = 'gridcell') => ({
    role,
    'aria-label': label,
    'aria-colindex': column + 1,
    'data-place': `${index + 1}:${column}`,
    tabIndex: focused === column ? 0 : -1,
  });
  const seen = useSeen(row);
  const steps: ReactNode[] = [];
  for (let place = from; place <= to; place += 1) {
    const shown = columns[place];
    const held = cells[place];
    if (!shown || !held) continue;
    const { column, number, isFirst } = shown;
    const sign = signOf(held.state, held.how);
    const minutes = held.state === 'working' || held.state === 'failed' || held.state === 'errored' ? held.minutes : 0;
    const says = minutes === 0 ? state(sign) : t('cellMinutes', { state: state(sign), minutes });
    steps.push(
      <span
        key={`${column.lesson}/${column.step}`}
        {...cell(place + fixedColumns, t('cell', { name: label, step: number, state: says }))}
        title={`${number} ${says}`}
        data-sign={sign}
        className={`${classes.step} ${isFirst ? classes.first : ''}`}
        style={{ '--start': `${place * cellWidth}px` } as CSSProperties}
      >
        <StepMark sign={sign} size={14} />
        {minutes > 0 && <span className={classes.minutes}>{minutes > 254 ? '254+' : minutes}</span>}
      </span>,
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a grid whose other rows are not in the document
    // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={row.userId}
      className={`${classes.row} ${row.need ? classes.needy : ''}`}
      style={{ translate: `0 ${start}px` }}
    >
      <div className={classes.fixed}>
        <span
          {...cell(0, undefined, 'rowheader')}
          className={classes.name}
          title={anonymous ? label : [t('track.open', { name: label }), seen].filter(Boolean).join(' · ')}
        >
          <PresenceDot online={row.online} />
          {label}
        </span>
        <span {...cell(1)} className={classes.node} title={nodeState ? nodes(nodeState) : undefined}>
          {nodeState ? (
            <>
              <StateMark tone={nodeTone(nodeState)} size={10} />
              {!anonymous && <span className={classes.cut}>{row.node}</span>}
              <span className="visually-hidden">{nodes(nodeState)}</span>
            </>
          ) : (
            '–'
          )}
        </span>
        <span {...cell(2)} className={classes.at} title={t('points', { passed: row.passed, points: row.points })}>
          {at ?? '–'}
        </span>
        <span {...cell(3)} className={classes.need} title={need || undefined}>
          {row.need === 'hand' && <Hand size={13} aria-hidden />}
          {row.need !== null && row.need !== 'hand' && <CircleAlert size={13} aria-hidden />}
          <span className={classes.cut}>{need}</span>
        </span>
      </div>
      {steps}
    </div>
  );
});

/** When somebody who is not online was last seen, by the reader's clock; null for others. */
function useSeen({ online, lastSeenAt }: BoardRow): string | null {
  const t = useTranslations('common.presence');
  const format = useFormatter();
  if (online || lastSeenAt === null) return null;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return t('lastSeen', { at: format.dateTime(new Date(lastSeenAt), { dateStyle: 'medium', timeStyle: 'short', timeZone }) });
}

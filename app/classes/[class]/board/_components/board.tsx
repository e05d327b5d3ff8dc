'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { useBoard } from '@/app/_api/hooks/board';
import type { BoardView } from '@/app/_api/live-board';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { useBoardWatch } from '@/app/_realtime/use-node-watch';
import type { BoardReason } from '@/lib/shared/board';
import classes from './board.module.css';
import { BoardGrid } from './board-grid';
import { BoardLegend } from './board-legend';
import { numbersOf, orderByNeed, type ShownColumn, type ShownRow, shownColumns } from './board-model';
import { ExportLinks } from './export-links';
import { NoBoard } from './no-board';
import { useCalmOrder } from './use-calm-order';

const AnnounceDialog = dynamic(async () => (await import('./announce-dialog')).AnnounceDialog, { ssr: false });
const BoardSide = dynamic(async () => (await import('./board-side')).BoardSide, { ssr: false });
const CellDialog = dynamic(async () => (await import('./cell-dialog')).CellDialog, { ssr: false });
const ColumnDialog = dynamic(async () => (await import('./column-dialog')).ColumnDialog, { ssr: false });
const TrackDialog = dynamic(async () => (await import('./track-dialog')).TrackDialog, { ssr: false });

/** The class live: students by steps, who needs help and why. */
export function Board({ classId }: { classId: string }) {
  const t = useTranslations('board');
  useBoardWatch(classId);
  const { data: board, error, refetch } = useBoard(classId);
  // The course was taken away while the board was open.
  if (error?.code === 'course_not_set') return <NoBoard classId={classId} />;
  return (
    <div className={classes.page}>
      {!board && (
        <div className={page.head}>
          <h1>{t('title')}</h1>
        </div>
      )}
      {error && !board && <FailedState error={error} onRetry={() => void refetch()} />}
      {!board && !error && <TableSkeleton rows={8} />}
      {board && <LiveBoard board={board} />}
    </div>
  );
}

/** What is open over the board: a cell of a student, all that a student did, or a step of the class. */
type Opened = { user: string; column: ShownColumn | null } | { user: null; column: ShownColumn } | null;

function LiveBoard({ board }: { board: BoardView }) {
  const t = useTranslations('board');
  const { classId } = board;
  const [anonymous, setAnonymous] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const [opened, setOpened] = useState<Opened>(null);
  const open = (next: NonNullable<Opened>): void => {
    // On a projector nothing is opened that names somebody.
    if (anonymous && next.user !== null) return;
    setOpened(next);
  };
  const close = (): void => setOpened(null);
  const [announcing, setAnnouncing] = useState<{ group: { reason: BoardReason; number: string } | null } | null>(null);
  const columns = useMemo(() => shownColumns(board), [board]);
  const numbers = useMemo(() => numbersOf(columns), [columns]);
  const wanted = useMemo(() => orderByNeed(board.rows), [board.rows]);
  const order = useCalmOrder(wanted, isHeld || opened !== null);
  const rows = useMemo(() => {
    const byId = new Map(board.rows.map((row, at) => [row.userId, { row, cells: board.cells[at] ?? [] }]));
    return order.flatMap((id) => byId.get(id) ?? []);
  }, [board.rows, board.cells, order]);
  const needing = board.rows.filter(({ need }) => need !== null).length;
  const openRow = (shown: ShownRow): void => {
    const { here } = shown.row;
    const column = columns.find(({ column: { lesson, step } }) => lesson === here?.lesson && step === here.step);
    if (column) open({ user: shown.row.userId, column });
  };
  const openedRow = opened?.user ? rows.find(({ row }) => row.userId === opened.user) : undefined;
  return (
    <>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        <span className={page.summary} role="status">
          {t('summary', { students: board.rows.length, needing })}
        </span>
        <div className={page.tools}>
          <label className={classes.projector}>
            <input type="checkbox" checked={anonymous} onChange={(event) => setAnonymous(event.currentTarget.checked)} />
            {t('projector')}
          </label>
        </div>
      </div>
      {board.rows.length === 0 ? (
        <EmptyState title={t('nobody.title')} text={t('nobody.text')} />
      ) : (
        <div className={classes.columns}>
          <div className={classes.main}>
            <BoardGrid
              rows={rows}
              columns={columns}
              anonymous={anonymous}
              onCell={({ row }, column) => open({ user: row.userId, column })}
              onRow={openRow}
              onName={({ row }) => open({ user: row.userId, column: null })}
              onColumn={(column) => open({ user: null, column })}
              onHold={setHeld}
            />
            <BoardLegend />
            {!anonymous && <ExportLinks classId={classId} />}
          </div>
          <BoardSide board={board} numbers={numbers} anonymous={anonymous} onAnnounce={(group) => setAnnouncing({ group })} />
        </div>
      )}
      {opened && openedRow && !anonymous && opened.column === null && (
        <TrackDialog classId={classId} row={openedRow.row} numbers={numbers} onClose={close} />
      )}
      {opened?.column && openedRow && !anonymous && (
        <CellDialog
          classId={classId}
          shown={openedRow}
          at={opened.column}
          cell={openedRow.cells[columns.indexOf(opened.column)]}
          onClose={close}
        />
      )}
      {opened && opened.user === null && <ColumnDialog classId={classId} shown={opened.column} onClose={close} />}
      {announcing && (
        <AnnounceDialog classId={classId} lessons={board.lessons} group={announcing.group} onClose={() => setAnnouncing(null)} />
      )}
    </>
  );
}

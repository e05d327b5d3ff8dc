'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { type CSSProperties, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import classes from './board-grid.module.css';
import { BoardGridRow } from './board-grid-row';
import { fixedColumns, numbersOf, type ShownColumn, type ShownRow } from './board-model';
import { type GridPlace, gridAfterKey } from './grid-keys';

interface Props {
  rows: readonly ShownRow[];
  columns: readonly ShownColumn[];
  /** For a projector: numbers in place of names. */
  anonymous: boolean;
  onCell: (row: ShownRow, column: ShownColumn) => void;
  onRow: (row: ShownRow) => void;
  onName: (row: ShownRow) => void;
  onColumn: (column: ShownColumn) => void;
  /** A pointer or the keyboard is in it: its rows keep their places. */
  onHold: (isHeld: boolean) => void;
}

/** Sizes in px; the style sheet has the same. */
const cellWidth = 40;
const rowHeight = 36;

/** Students by steps. Only what is in sight is in the document; the keyboard moves through all of it (data grid, ARIA Authoring Practices). */
export function BoardGrid({ rows, columns, anonymous, onCell, onRow, onName, onColumn, onHold }: Props) {
  const t = useTranslations('board');
  const box = useRef<HTMLDivElement>(null);
  const vertical = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    initialRect: { width: 1200, height: 800 },
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: () => cellWidth,
    overscan: 6,
    initialRect: { width: 1200, height: 800 },
  });
  const numbers = useMemo(() => numbersOf(columns), [columns]);
  /** Row 0 is the head. */
  const [place, setPlace] = useState<GridPlace>({ row: 0, column: 0 });
  const wantsFocus = useRef(false);
  const inSight = horizontal.getVirtualItems();
  const size = { rows: rows.length + 1, columns: columns.length + fixedColumns };

  const open = useCallback(
    (at: GridPlace) => {
      const row = rows[at.row - 1];
      const column = columns[at.column - fixedColumns];
      if (row && column) onCell(row, column);
      else if (row && at.column === 0) onName(row);
      else if (row) onRow(row);
      else if (column) onColumn(column);
    },
    [rows, columns, onCell, onRow, onName, onColumn],
  );
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(place);
      return;
    }
    const to = gridAfterKey(event, place, size);
    if (!to) return;
    event.preventDefault();
    wantsFocus.current = true;
    setPlace(to);
    if (to.row > 0) vertical.scrollToIndex(to.row - 1);
    if (to.column >= fixedColumns) horizontal.scrollToIndex(to.column - fixedColumns);
  }
  // What is far away is in the document one rendering after it was scrolled to.
  useEffect(() => {
    if (!wantsFocus.current) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-place="${place.row}:${place.column}"]`);
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });
  const headCell = (column: number, label?: string) => ({
    role: 'columnheader',
    'aria-label': label,
    'aria-colindex': column + 1,
    'data-place': `0:${column}`,
    tabIndex: place.row === 0 && place.column === column ? 0 : -1,
  });
  const pick = (event: { target: EventTarget }): void => {
    const at = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
    const [row = 0, column = 0] = at?.dataset.place?.split(':').map(Number) ?? [];
    if (!at) return;
    setPlace({ row, column });
    open({ row, column });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that are not in sight
    <div
      ref={box}
      role="grid"
      aria-label={t('grid')}
      aria-rowcount={size.rows}
      aria-colcount={size.columns}
      className={classes.grid}
      onKeyDown={onKeyDown}
      onClick={pick}
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
      onFocus={() => onHold(true)}
      onBlur={() => onHold(false)}
    >
      <div
        className={classes.size}
        style={{ '--columns': columns.length, height: vertical.getTotalSize() + 40 } as CSSProperties}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus */}
        <div role="row" aria-rowindex={1} className={classes.head}>
          <div className={classes.fixed}>
            <span {...headCell(0)} className={classes.name}>
              {t('column.name')}
            </span>
            <span {...headCell(1)} className={classes.node}>
              {t('column.node')}
            </span>
            <span {...headCell(2)} className={classes.at}>
              {t('column.at')}
            </span>
            <span {...headCell(3)} className={classes.need}>
              {t('column.need')}
            </span>
          </div>
          {inSight.map(({ index, start }) => {
            const shown = columns[index];
            if (!shown) return null;
            const title = `${shown.number} ${shown.column.title}`;
            return (
              <span
                key={`${shown.column.lesson}/${shown.column.step}`}
                {...headCell(index + fixedColumns, title)}
                title={title}
                className={`${classes.step} ${shown.isFirst ? classes.first : ''}`}
                style={{ '--start': `${start}px` } as CSSProperties}
              >
                {shown.number}
              </span>
            );
          })}
        </div>
        {vertical.getVirtualItems().map(({ index, start }) => {
          const shown = rows[index];
          return (
            shown && (
              <BoardGridRow
                key={shown.row.userId}
                row={shown.row}
                at={shown.row.here ? (numbers.get(`${shown.row.here.lesson}/${shown.row.here.step}`) ?? null) : null}
                index={index}
                start={start}
                anonymous={anonymous}
                columns={columns}
                cells={shown.cells}
                from={inSight[0]?.index ?? 0}
                to={inSight.at(-1)?.index ?? -1}
                focused={place.row === index + 1 ? place.column : null}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

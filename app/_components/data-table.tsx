import { type ComponentProps, Fragment, memo, type ReactNode } from 'react';
import classes from './data-table.module.css';
import page from './page.module.css';
import { moveInColumn } from './row-arrows';

/** One column: its header, and what a row has in it. */
export interface Column<Row> {
  key: string;
  /** Text, but for the first column, whose header may hold a control. */
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** `end`: numbers. */
  align?: 'end';
  /** A CSS length; without one the browser divides the width. */
  minWidth?: string;
  /** What may be done with a row: the header is only heard, and on a phone the buttons have the whole width. */
  kind?: 'actions';
  /** Set where the header orders the rows: whether they are ordered by it now, the largest first or not, and what orders them. */
  sort?: { active: boolean; descending?: boolean; onSort: () => void };
  className?: string;
}

interface Props<Row> {
  /** What the rows are, for those who hear the page. */
  caption: string;
  /** The first one names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string;
  rowProps?: (row: Row, index: number) => ComponentProps<'tr'>;
  /** Of a row that heads those after it: what stands in it over the whole width, in place of its columns; null for any other. */
  heading?: (row: Row) => ReactNode;
  /** What belongs to a row and needs the whole width, below it; null where there is nothing. */
  below?: (row: Row) => ReactNode;
  /** Stands in place of a table without rows. */
  empty?: string;
  /** A long table in a box of its own: it scrolls there, below its header. */
  scrolls?: boolean;
  /** `rows` are those in sight of `count`; the room of the others, in px. */
  virtual?: { count: number; above: number; below: number };
  /** Many columns: they stand closer on a narrow screen. */
  crowded?: boolean;
  className?: string;
}

const join = (...names: Array<string | false | undefined>): string | undefined => names.filter(Boolean).join(' ') || undefined;

/** Rows under a header; the arrow keys go from row to row. On a phone each row is a card: its name on top, what belongs to it below, each with its word. */
export function DataTable<Row>(props: Props<Row>) {
  const {
    caption,
    columns,
    rows,
    rowKey,
    rowProps,
    heading,
    below,
    empty,
    scrolls = false,
    virtual,
    crowded = false,
    className,
  } = props;
  if (rows.length === 0 && empty !== undefined) return <p className={page.none}>{empty}</p>;
  return (
    <div className={join(classes.box, scrolls && classes.scrolls)}>
      <table className={join(classes.table, crowded && classes.crowded, className)} aria-rowcount={virtual && virtual.count + 1}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveInColumn}>
          {virtual && <Room height={virtual.above} columns={columns.length} />}
          {rows.map((row, index) => {
            const head = heading?.(row) ?? null;
            if (head !== null)
              return (
                <tr key={rowKey(row, index)} {...rowProps?.(row, index)} className={classes.heading}>
                  <th scope="rowgroup" colSpan={columns.length}>
                    {head}
                  </th>
                </tr>
              );
            const more = below?.(row) ?? null;
            return (
              <Fragment key={rowKey(row, index)}>
                <tr {...rowProps?.(row, index)}>
                  <Cells columns={columns} row={row} />
                </tr>
                {more !== null && (
                  <tr className={classes.below}>
                    <td colSpan={columns.length} className={classes.wide}>
                      {more}
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
          {virtual && <Room height={virtual.below} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

function Header<Row>({ column: { header, kind, align, sort } }: { column: Column<Row> }) {
  if (sort)
    return (
      <th
        scope="col"
        aria-sort={!sort.active ? 'none' : sort.descending ? 'descending' : 'ascending'}
        className={align && classes.end}
      >
        <button type="button" className={classes.sort} onClick={sort.onSort}>
          {header}
        </button>
      </th>
    );
  return (
    <th scope="col" className={align && classes.end}>
      {kind === 'actions' ? <span className="visually-hidden">{header}</span> : header}
    </th>
  );
}

/** Drawn anew only where the row or the columns are others: who keeps both the same draws one row of five hundred. */
const Cells = memo(function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return columns.map((column, at) => <Cell key={column.key} column={column} row={row} isName={at === 0} />);
}) as <Row>(props: { columns: readonly Column<Row>[]; row: Row }) => ReactNode;

function Cell<Row>({ column, row, isName }: { column: Column<Row>; row: Row; isName: boolean }) {
  const { header, cell, align, kind, minWidth, className } = column;
  const style = minWidth ? { minWidth } : undefined;
  if (isName)
    return (
      <th scope="row" className={className} style={style}>
        {cell(row)}
      </th>
    );
  if (kind === 'actions')
    return (
      <td className={classes.wide}>
        <div className={classes.actions}>{cell(row)}</div>
      </td>
    );
  return (
    <td
      data-label={typeof header === 'string' ? header : undefined}
      className={join(align && classes.end, className)}
      style={style}
    >
      {cell(row)}
    </td>
  );
}

/** Room for rows that are not in the document. */
function Room({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ComponentProps, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { DataTable } from './data-table';

type Props<Row> = Omit<
  ComponentProps<typeof DataTable<Row>>,
  'virtual' | 'rowProps' | 'below' | 'empty' | 'scrolls' | 'rowKey'
> & {
  rowKey: (row: Row) => string;
  /** Of a row before it was measured, px. */
  rowHeight?: number;
  /** Called when the last rows come into sight, and again when there are others. */
  onEnd?: () => void;
};

/** Rows that are in the document above and below those in sight. */
const overscan = 8;

/** A long table that scrolls with its page: only the rows in sight are in the document, what stands above and below them is room. */
export function VirtualTable<Row>({ rows, rowKey, rowHeight = 42, onEnd, ...table }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: top,
    initialRect: { width: 1440, height: 900 },
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  });
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - overscan) onEnd?.();
  }, [last, rows.length, onEnd]);
  const above = (shown[0]?.start ?? top) - top;
  const below = virtualizer.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  return (
    <div ref={box}>
      <DataTable<Row>
        {...table}
        rows={shown.flatMap(({ index }) => rows[index] ?? [])}
        rowKey={rowKey}
        rowProps={(_row, at) => ({
          ref: virtualizer.measureElement,
          'data-index': first + at,
          'aria-rowindex': first + at + 2,
        })}
        virtual={{ count: rows.length, above, below }}
      />
    </div>
  );
}

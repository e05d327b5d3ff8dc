'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import classes from './virtual-grid.module.css';

interface Props<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  render: (item: T) => ReactNode;
  /** Least width of a cell, px. */
  minWidth: number;
  gap: number;
  /** Height of a row before it was measured, px. */
  estimate: number;
  /** Called when the last rows come into sight. */
  onEnd: () => void;
}

/** The server knows no width: its first rows have as many cells as a common laptop shows. */
const firstColumns = 4;
const firstRect = { width: 1440, height: 900 };

/** A grid of any length in the page's own scroll, of which only the rows in sight are in the document. */
export function VirtualGrid<T>({ items, keyOf, render, minWidth, gap, estimate, onEnd }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(firstColumns);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      setColumns(Math.max(1, Math.floor((element.clientWidth + gap) / (minWidth + gap))));
      setTop(element.getBoundingClientRect().top + window.scrollY);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [minWidth, gap]);
  const rows = Math.ceil(items.length / columns);
  const virtualizer = useWindowVirtualizer({
    count: rows,
    estimateSize: () => estimate,
    gap,
    overscan: 2,
    scrollMargin: top,
    initialRect: firstRect,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useLayoutEffect(() => {
    if (last >= rows - 3) onEnd();
  }, [last, rows, onEnd]);
  return (
    <div ref={box} className={classes.box} style={{ height: virtualizer.getTotalSize() }}>
      {shown.map(({ key, index, start }) => (
        <ul
          key={key}
          ref={virtualizer.measureElement}
          data-index={index}
          className={classes.row}
          style={{ gap, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, translate: `0 ${start - top}px` }}
        >
          {items.slice(index * columns, (index + 1) * columns).map((item) => (
            <li key={keyOf(item)} className={classes.cell}>
              {render(item)}
            </li>
          ))}
        </ul>
      ))}
    </div>
  );
}

'use client';

import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import type { VirtualGrid as Virtual } from './virtual-grid';
import classes from './virtual-grid.module.css';

/** Up to so many items are all in the document: a class or two. */
const plainItems = 60;

/** Loaded where the list is long. With a place of its own to wait in: without it the whole page would be hidden until it is there. */
const VirtualGrid = dynamic(async () => (await import('./virtual-grid')).VirtualGrid, { loading: () => null }) as typeof Virtual;

/**
 * A grid of any length in the page's own scroll.
 * @param whole these are all items there are; without it more of them come at the end of the scroll
 */
export function NodeGrid<T>({ whole, ...grid }: ComponentProps<typeof Virtual<T>> & { whole: boolean }) {
  if (!whole || grid.items.length > plainItems) return <VirtualGrid {...grid} />;
  const { items, keyOf, render, minWidth, gap } = grid;
  return (
    <ul
      className={classes.plain}
      style={{ gap, gridTemplateColumns: `repeat(auto-fill, minmax(min(${minWidth}px, 100%), 1fr))` }}
    >
      {items.map((item) => (
        <li key={keyOf(item)} className={classes.cell}>
          {render(item)}
        </li>
      ))}
    </ul>
  );
}

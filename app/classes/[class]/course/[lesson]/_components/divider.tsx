'use client';

import { useTranslations } from 'next-intl';
import { type PointerEvent, type RefObject, useRef } from 'react';
import classes from './lesson-view.module.css';
import { clampSplit, splitAfterKey, splitRange } from './split';

interface Props {
  /** What both sides lie in. */
  frame: RefObject<HTMLElement | null>;
  /** The side it sizes. */
  controls: string;
  percent: number;
  onMove: (percent: number) => void;
}

/** The bar between lesson and terminal: dragged, or moved by arrow keys (window splitter, ARIA Authoring Practices). */
export function Divider({ frame, controls, percent, onMove }: Props) {
  const t = useTranslations('course');
  const dragging = useRef(false);
  function move(event: PointerEvent): void {
    const box = frame.current?.getBoundingClientRect();
    if (!dragging.current || !box || box.width === 0) return;
    onMove(clampSplit(((event.clientX - box.left) / box.width) * 100));
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved; <hr> takes neither focus nor keys
    <div
      role="separator"
      tabIndex={0}
      aria-label={t('divider')}
      aria-orientation="vertical"
      aria-controls={controls}
      aria-valuemin={splitRange.min}
      aria-valuemax={splitRange.max}
      aria-valuenow={percent}
      className={classes.divider}
      onKeyDown={(event) => {
        const to = splitAfterKey(event.key, percent);
        if (to === null) return;
        event.preventDefault();
        onMove(to);
      }}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
      onDoubleClick={() => onMove(splitRange.first)}
    />
  );
}

'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { type CSSProperties, memo, useCallback, useLayoutEffect, useRef } from 'react';
import { formatBytes } from '@/app/_components/format';
import type { ShownLine } from './log-lines';
import textBox from '@/app/_components/text-box.module.css';
import classes from './log-view.module.css';
import { styledText } from './styled-text';

/** Height of a line before it was measured, px. */
const lineHeight = 20;
/** Nearer to the end than this is at the end, px. */
const endPx = 24;

interface Props {
  lines: readonly ShownLine[];
  label: string;
  /** Where there are no lines. */
  empty: string;
  wrap: boolean;
  times: boolean;
  /** Keeps its place while more is written. */
  stay: boolean;
}

/** The lines in sight, of any number. It keeps to the newest one, unless the reader scrolled up or paused. */
export function LogText({ lines, label, empty, wrap, times, stay }: Props) {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  /** Where it was put when it last went to the end, px. */
  const putAt = useRef(0);
  // The same function as long as the lines are the same: of another one the positions of all lines are reckoned anew, with each frame.
  const keyOf = useCallback((index: number) => lines[index]?.key ?? index, [lines]);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    getItemKey: keyOf,
    // Drawn with each jump of the scroll bar, on either side.
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  });
  const height = virtualizer.getTotalSize();
  // Before anything else happens: a scroll that is told later must not find the lines grown and the reader left behind.
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines that are measured move the end, too
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || lines.length === 0 || !atEnd.current || stay) return;
    element.scrollTop = element.scrollHeight;
    putAt.current = element.scrollTop;
  }, [lines, height, stay]);
  return (
    <section
      ref={box}
      className={`${textBox.box} ${classes.text} ${wrap ? classes.wrap : ''}`}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls (WCAG 2.1.1)
      tabIndex={0}
      onScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        // Only who scrolls up leaves the end; it may move away by itself.
        if (scrollHeight - clientHeight - scrollTop < endPx) atEnd.current = true;
        else if (scrollTop < putAt.current - 1) atEnd.current = false;
      }}
    >
      {lines.length === 0 ? (
        <p className={classes.note}>{empty}</p>
      ) : (
        <div className={classes.all} style={{ height }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => {
            const line = lines[index];
            return (
              line && (
                <div
                  key={key}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  className={classes.line}
                  style={{ '--start': `${start}px` } as CSSProperties}
                >
                  <Line line={line} times={times} />
                </div>
              )
            );
          })}
        </div>
      )}
    </section>
  );
}

const Line = memo(function Line({ line, times }: { line: ShownLine; times: boolean }) {
  const t = useTranslations('containers.logs');
  return (
    <>
      {line.afterGap && <p className={classes.gap}>{t('gap')}</p>}
      {times && line.at && <time className={classes.at}>{line.at}</time>}
      {line.stream === 'stderr' && (
        <span className={classes.stderr} title={t('stderr')}>
          <span aria-hidden>!</span>
          <span className="visually-hidden">{t('stderr')}: </span>
        </span>
      )}
      {line.text === ''
        ? '\u00a0'
        : styledText(line.text).map(({ text, colour, bold, underline }, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line have no other name, and a line does not change
              key={index}
              className={[colour && classes[colour], bold && classes.bold, underline && classes.underline]
                .filter(Boolean)
                .join(' ')}
            >
              {text}
            </span>
          ))}
      {line.cutBytes !== undefined && <span className={classes.note}>{t('lineCut', { size: formatBytes(line.cutBytes) })}</span>}
    </>
  );
});

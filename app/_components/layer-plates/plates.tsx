'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { LayerMapDto } from '@/lib/shared/layers';
import type { LayerChanges } from './changes';
import { compactMetrics, fullMetrics, layoutPlates, neighbour, type PlateLayout, type PlateMetrics } from './layout';
import { Plate } from './plate';
import classes from './plates.module.css';

const columnMaxPx = 300;
const groundPx = 30;
const marginPx = 8;

const directions = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;

interface LayerPlatesProps {
  map: LayerMapDto;
  nodeName: string;
  changes: LayerChanges;
  /** For under the terminal: less high, without the lines about how a layer was made. */
  compact?: boolean;
  selected: string | null;
  onSelect(key: string | null): void;
}

/** The plates of one node in one picture, scrolled inside when there are many. */
export function LayerPlates({ map, nodeName, changes, selected, onSelect, ...props }: LayerPlatesProps) {
  const t = useTranslations('layers.picture');
  const hint = useId();
  const isCompact = props.compact ?? false;
  const [box, available] = useWidth();
  const layout = useMemo(
    () => fitLayout(map, isCompact ? compactMetrics : fullMetrics, available - 2 * marginPx),
    [map, isCompact, available],
  );
  const [focused, setFocused] = useState<string | null>(null);
  const reachable = layout.plates.some((plate) => plate.key === focused) ? focused : (layout.plates[0]?.key ?? null);
  const stack = useMemo(() => stackBelow(layout, selected), [layout, selected]);

  function onKey(event: KeyboardEvent, key: string): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onSelect(key === selected ? null : key);
    } else if (event.key === 'Escape' && selected !== null) {
      onSelect(null);
    } else if (event.key in directions) {
      event.preventDefault();
      const next = neighbour(layout, key, directions[event.key as keyof typeof directions]);
      if (next === null) return;
      setFocused(next);
      box.current?.querySelector<HTMLElement>(`[data-plate="${CSS.escape(next)}"]`)?.focus();
    }
  }

  const width = layout.width + 2 * marginPx;
  const height = layout.height + marginPx + groundPx;
  return (
    <section ref={box} className={classes.scroll} aria-label={t('label', { node: nodeName })} aria-describedby={hint}>
      <p id={hint} className="visually-hidden">
        {t('keys')}
      </p>
      <div className={classes.picture} style={{ width, height }}>
        <svg className={classes.patterns} width="0" height="0" aria-hidden="true" focusable="false">
          <defs>
            <pattern id="berth-hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M0 0V9" className={classes.hatchLine} />
            </pattern>
          </defs>
        </svg>
        <ul className={classes.plates} style={{ left: marginPx, top: marginPx }}>
          {layout.plates.map((plate) => (
            <Plate
              key={plate.key}
              plate={plate}
              compact={isCompact}
              pictureHeight={layout.height}
              selected={plate.key === selected}
              inStack={stack.has(plate.key)}
              arrived={changes.arrived.has(plate.key)}
              tabIndex={plate.key === reachable ? 0 : -1}
              onSelect={(key) => {
                setFocused(key);
                onSelect(key === selected ? null : key);
              }}
              onKey={onKey}
            />
          ))}
        </ul>
        <p className={classes.ground}>{t('ground', { node: nodeName })}</p>
      </div>
    </section>
  );
}

/** Columns grow to use the room there is; below their least width the picture scrolls. */
function fitLayout(map: LayerMapDto, metrics: PlateMetrics, available: number): PlateLayout {
  const columns = layoutPlates(map, { ...metrics, columnWidth: 1, columnGap: 0 }).width;
  const share = columns === 0 ? 0 : Math.floor((available + metrics.columnGap) / columns) - metrics.columnGap;
  const columnWidth = Math.max(metrics.columnWidth, Math.min(columnMaxPx, share));
  return layoutPlates(map, { ...metrics, columnWidth });
}

/** The plates the selected one stands on, down to the base. */
function stackBelow(layout: PlateLayout, selected: string | null): ReadonlySet<string> {
  const below = new Map(layout.plates.map((plate) => [plate.key, plate.standsOn]));
  const stack = new Set<string>();
  for (let key = selected; key !== null && !stack.has(key) && below.has(key); key = below.get(key) ?? null) stack.add(key);
  return stack;
}

function useWidth(): [RefObject<HTMLElement | null>, number] {
  const ref = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

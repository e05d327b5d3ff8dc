'use client';

import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { formatBytes } from '@/app/_components/format';
import { createdByText, fitColumns, plateName } from './layer-text';
import type { PlacedLayer, PlacedPlate, PlacedRw } from './layout';
import classes from './plates.module.css';

/** Of the monospace face at 12 px: 0.6 em each. */
const monoColumnPx = 7.25;
const padPx = 12;
const linePx = 17;

interface PlateView {
  compact: boolean;
  selected: boolean;
  /** Belongs to the stack of the selected plate. */
  inStack: boolean;
  arrived: boolean;
  /** Of the whole picture: plates are placed from the ground up, SVG counts from the top. */
  pictureHeight: number;
  tabIndex: 0 | -1;
}
interface PlateProps extends PlateView {
  plate: PlacedPlate;
  onSelect(key: string): void;
  onKey(event: KeyboardEvent, key: string): void;
}

/** One plate of the picture: a button that shows the details. */
export function Plate({ plate, onSelect, onKey, ...view }: PlateProps) {
  const label = usePlateLabel(plate);
  const top = view.pictureHeight - plate.y - plate.height;
  const className = [
    classes.plate,
    plate.kind !== 'rw' && classes.layer,
    view.selected && classes.selected,
    view.inStack && classes.inStack,
  ];
  return (
    <li className={classes.place} style={{ transform: `translate(${plate.x}px, ${top}px)` }}>
      <button
        type="button"
        tabIndex={view.tabIndex}
        aria-pressed={view.selected}
        aria-label={label}
        data-plate={plate.key}
        className={className.filter(Boolean).join(' ')}
        onClick={() => onSelect(plate.key)}
        onKeyDown={(event) => onKey(event, plate.key)}
      >
        <svg width={plate.width} height={plate.height} aria-hidden="true" focusable="false">
          <g className={view.arrived ? classes.arrived : undefined}>
            {plate.kind === 'layer' ? <LayerShape plate={plate} compact={view.compact} /> : <RwShape plate={plate} />}
          </g>
        </svg>
      </button>
    </li>
  );
}

function usePlateLabel(plate: PlacedPlate): string {
  const t = useTranslations('layers.picture');
  const state = useTranslations('containers.state');
  if (plate.kind === 'rw') {
    const { rw } = plate;
    return t('rw', {
      container: rw.containerName,
      state: state(rw.containerState),
      size: rw.sizeBytes === null ? t('unknownSize') : formatBytes(rw.sizeBytes),
      name: plateName(rw.directory, null),
    });
  }
  const { layer, imageNames } = plate;
  return t('layer', {
    name: plateName(layer.directory, layer.diffId),
    size: layer.sizeBytes === null ? t('unknownSize') : formatBytes(layer.sizeBytes),
    shared: layer.imageIds.length > 1 ? t('sharedBy', { count: layer.imageIds.length }) : t('notShared'),
    images: imageNames.length > 0 ? t('topOf', { images: imageNames.join(', ') }) : '',
  }).trim();
}

/** A solid plate: its upper face, and the edge that makes it a plate. */
function LayerShape({ plate, compact }: { plate: PlacedLayer; compact: boolean }) {
  const t = useTranslations('layers.picture');
  const { layer, width, height, imageNames } = plate;
  const columns = Math.floor((width - 2 * padPx) / monoColumnPx);
  const size = layer.sizeBytes === null ? '?' : formatBytes(layer.sizeBytes);
  const shared = layer.imageIds.length > 1 ? t('shared', { count: layer.imageIds.length }) : '';
  const name = plateName(layer.directory, layer.diffId);
  const nameLine = compact ? height - 8 : imageNames.length > 0 ? 39 : 29;
  const labels =
    compact || imageNames.length < 2 ? imageNames : [firstAndMore(imageNames, columns, (count) => t('more', { count }))];
  const madeBy = layer.createdBy === null ? '' : createdByText(layer.createdBy);
  // In the strip one line has to do: what does not fit beside the name stays in the details.
  const sharedFits = columns >= name.length + size.length + shared.length + 6;
  return (
    <>
      <rect className={classes.edge} y={4} width={width} height={height - 2} rx={5} />
      <rect className={classes.face} width={width} height={height - 3} rx={5} />
      <rect className={classes.shine} x={3} y={1.5} width={Math.max(0, width - 6)} height={1.5} rx={0.75} />
      {labels.map((image, index) => (
        <text key={image} className={classes.image} x={padPx} y={(compact ? 15 : 19) + index * (compact ? 16 : linePx + 3)}>
          {fitColumns(image, columns)}
        </text>
      ))}
      <text x={padPx} y={nameLine}>
        {fitColumns(name, columns - size.length - 1)}
        {shared !== '' && sharedFits && (
          <tspan className={classes.shared} dx={10}>
            {shared}
          </tspan>
        )}
      </text>
      <text className={classes.size} x={width - padPx} y={nameLine} textAnchor="end">
        {size}
      </text>
      {!compact && (
        <text className={classes.madeBy} x={padPx} y={nameLine + linePx}>
          {fitColumns(madeBy, columns)}
        </text>
      )}
    </>
  );
}

/** One line for all names: the first, and how many more there are. */
function firstAndMore(names: string[], columns: number, more: (count: number) => string): string {
  const rest = ` ${more(names.length - 1)}`;
  return `${fitColumns(names[0] ?? '', columns - rest.length)}${rest}`;
}

/** A thin sheet, hatched and dashed: it can be written on, and it does not last. */
function RwShape({ plate }: { plate: PlacedRw }) {
  const t = useTranslations('layers.picture');
  const state = useTranslations('containers.state');
  const { rw, width, height } = plate;
  const columns = Math.floor((width - 2 * padPx) / monoColumnPx);
  const size = rw.sizeBytes === null ? '?' : formatBytes(rw.sizeBytes);
  const word = t('readWrite');
  const lines = height >= 56 ? [20, 37, 53] : [17, 33];
  const stateLine = `${word} · ${state(rw.containerState)}`;
  return (
    <>
      <rect className={classes.sheet} x={1} y={1} width={width - 2} height={height - 3} rx={4} />
      <rect x={1} y={1} width={width - 2} height={height - 3} rx={4} fill="url(#berth-hatch)" />
      <rect className={classes.dash} x={1} y={1} width={width - 2} height={height - 3} rx={4} />
      <text className={classes.image} x={padPx} y={lines[0]}>
        {fitColumns(rw.containerName, columns - (lines.length === 2 ? size.length + 1 : 0))}
      </text>
      {lines.length === 3 ? (
        <>
          <text className={classes.rwWord} x={padPx} y={lines[1]}>
            {fitColumns(stateLine, columns)}
          </text>
          <text x={padPx} y={lines[2]}>
            {fitColumns(plateName(rw.directory, null), columns - size.length - 1)}
          </text>
          <text className={classes.size} x={width - padPx} y={lines[2]} textAnchor="end">
            {size}
          </text>
        </>
      ) : (
        <>
          <text className={classes.rwWord} x={padPx} y={lines[1]}>
            {fitColumns(`${word} ${plateName(rw.directory, null)}`, columns)}
          </text>
          <text className={classes.size} x={width - padPx} y={lines[0]} textAnchor="end">
            {size}
          </text>
        </>
      )}
    </>
  );
}

import { byName } from '@/lib/shared/by-name';
import type { LayerDto, LayerMapDto, RwLayerDto } from '@/lib/shared/layers';

/** Sizes of the drawing, in CSS pixels. */
export interface PlateMetrics {
  columnWidth: number;
  columnGap: number;
  plateGap: number;
  /** Of a plate of zero bytes without an image's name on it. */
  minHeight: number;
  /** What each power of ten in bytes adds: 10 B one step, 10 MB seven. */
  heightPerDecade: number;
  /** For one line with an image's name. */
  labelHeight: number;
  /** Of a read-write plate. */
  rwHeight: number;
}

/** Every plate has room for one line of names, so that its height says nothing but its size. */
export const fullMetrics: PlateMetrics = {
  columnWidth: 190,
  columnGap: 12,
  plateGap: 3,
  minHeight: 68,
  heightPerDecade: 4,
  labelHeight: 0,
  rwHeight: 64,
};
/** For under the terminal: as low as the lines on a plate allow, whatever its size. */
export const compactMetrics: PlateMetrics = {
  ...fullMetrics,
  columnWidth: 182,
  plateGap: 2,
  minHeight: 26,
  heightPerDecade: 0.8,
  labelHeight: 16,
  rwHeight: 44,
};

interface PlacedBase {
  key: string;
  /** Left edge, from the left. */
  x: number;
  /** Lower edge, from the ground up. */
  y: number;
  width: number;
  height: number;
  /** The plate it stands on, null on the ground. */
  standsOn: string | null;
}
export interface PlacedLayer extends PlacedBase {
  kind: 'layer';
  layer: LayerDto;
  /** Names of the images whose last layer this is. */
  imageNames: string[];
}
export interface PlacedRw extends PlacedBase {
  kind: 'rw';
  rw: RwLayerDto;
}
export type PlacedPlate = PlacedLayer | PlacedRw;

export interface PlateLayout {
  width: number;
  height: number;
  /** From the ground up and from left to right: the order in which they are read out. */
  plates: PlacedPlate[];
}

interface Stack {
  layer: LayerDto;
  children: Stack[];
  rws: RwLayerDto[];
  columns: number;
}

export const layerKey = (chainId: string): string => `layer:${chainId}`;
export const rwKey = (containerId: string): string => `rw:${containerId}`;

/** The names an image is called by, or its short id when it has none. */
export function imageNames(image: LayerMapDto['images'][number]): string[] {
  return image.tags.length > 0 ? image.tags : [image.id.replace(/^sha256:/, '').slice(0, 12)];
}

const byContainerName = (a: RwLayerDto, b: RwLayerDto): number =>
  byName(a.containerName, b.containerName) || (a.containerId < b.containerId ? -1 : 1);

/** A layer's parent when the map holds it. A layer whose parent is missing stands on the ground. */
function growForest(map: LayerMapDto): { roots: Stack[]; stacks: Map<string, Stack> } {
  const stacks = new Map<string, Stack>();
  for (const layer of map.layers)
    if (!stacks.has(layer.chainId)) stacks.set(layer.chainId, { layer, children: [], rws: [], columns: 1 });
  const roots: Stack[] = [];
  for (const stack of stacks.values()) {
    const { parentChainId } = stack.layer;
    const parent = parentChainId === null ? undefined : stacks.get(parentChainId);
    (parent ? parent.children : roots).push(stack);
  }
  return { roots, stacks };
}

/** A container's plate lies on the last layer of its chain that the map knows; on the ground when it knows none. */
function placeContainers(map: LayerMapDto, stacks: Map<string, Stack>): RwLayerDto[] {
  const onGround: RwLayerDto[] = [];
  for (const rw of [...map.rwLayers].sort(byContainerName)) {
    const last = rw.chainIds.findLast((chainId) => stacks.has(chainId));
    (last === undefined ? onGround : (stacks.get(last)?.rws ?? onGround)).push(rw);
  }
  return onGround;
}

function countColumns(stack: Stack): number {
  const standing = stack.children.reduce((sum, child) => sum + countColumns(child), 0) + stack.rws.length;
  stack.columns = Math.max(1, standing);
  return stack.columns;
}

/**
 * How high a plate is drawn: a hint at its size that keeps 745 B and 86 MB in one picture (logarithmic; the true size is
 * written on it).
 */
export function plateHeight(sizeBytes: number | null, metrics: PlateMetrics, labels = 0): number {
  const decades = Math.log10(Math.max(1, sizeBytes ?? 1));
  return Math.round(metrics.minHeight + decades * metrics.heightPerDecade) + labels * metrics.labelHeight;
}

/**
 * Places every layer once, as a plate as wide as everything that stands on it, and every container's read-write layer as a
 * plate of its own on the last layer of its image. Pure: the same map gives the same picture.
 */
export function layoutPlates(map: LayerMapDto, metrics: PlateMetrics): PlateLayout {
  const { roots, stacks } = growForest(map);
  const onGround = placeContainers(map, stacks);
  const names = new Map<string, string[]>();
  for (const image of map.images) {
    const last = image.chainIds.at(-1);
    if (last !== undefined) names.set(last, [...(names.get(last) ?? []), ...imageNames(image)]);
  }
  const step = metrics.columnWidth + metrics.columnGap;
  const plates: PlacedPlate[] = [];

  function placeRw(rw: RwLayerDto, column: number, y: number, standsOn: string | null): void {
    plates.push({
      kind: 'rw',
      key: rwKey(rw.containerId),
      rw,
      x: column * step,
      y,
      width: metrics.columnWidth,
      height: metrics.rwHeight,
      standsOn,
    });
  }

  function place(stack: Stack, column: number, y: number, standsOn: string | null): void {
    const { layer } = stack;
    const key = layerKey(layer.chainId);
    const labels = names.get(layer.chainId) ?? [];
    const height = plateHeight(layer.sizeBytes, metrics, labels.length);
    const width = stack.columns * step - metrics.columnGap;
    plates.push({ kind: 'layer', key, layer, imageNames: labels, x: column * step, y, width, height, standsOn });
    const top = y + height + metrics.plateGap;
    let next = column;
    for (const rw of stack.rws) {
      placeRw(rw, next, top, key);
      next += 1;
    }
    for (const child of stack.children) {
      place(child, next, top, key);
      next += child.columns;
    }
  }

  let column = 0;
  for (const root of roots) {
    countColumns(root);
    place(root, column, 0, null);
    column += root.columns;
  }
  for (const rw of onGround) {
    placeRw(rw, column, 0, null);
    column += 1;
  }
  return {
    width: Math.max(0, column * step - metrics.columnGap),
    height: plates.reduce((max, plate) => Math.max(max, plate.y + plate.height), 0),
    plates: plates.sort((a, b) => a.y - b.y || a.x - b.x),
  };
}

/**
 * The plate an arrow key leads to: up to what stands on it, down to what it stands on, left and right to the nearest
 * neighbour that overlaps in height.
 */
export function neighbour(layout: PlateLayout, key: string, direction: 'up' | 'down' | 'left' | 'right'): string | null {
  const from = layout.plates.find((plate) => plate.key === key);
  if (!from) return layout.plates[0]?.key ?? null;
  if (direction === 'down') return from.standsOn;
  if (direction === 'up') return layout.plates.find((plate) => plate.standsOn === key)?.key ?? null;
  const beside = layout.plates.filter(
    (plate) =>
      plate.y < from.y + from.height &&
      plate.y + plate.height > from.y &&
      (direction === 'left' ? plate.x + plate.width <= from.x : plate.x >= from.x + from.width),
  );
  const distance = (plate: PlacedPlate): number => Math.abs(plate.x - from.x) + Math.abs(plate.y - from.y) / 1000;
  return beside.sort((a, b) => distance(a) - distance(b))[0]?.key ?? null;
}

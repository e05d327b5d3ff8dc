import { expect, test } from 'vitest';
import type { LayerDto, LayerMapDto, RwLayerDto } from '@/lib/shared/layers';
import { fullMetrics, layoutPlates, neighbour, type PlacedPlate, type PlateMetrics, plateHeight } from './layout';

const metrics: PlateMetrics = {
  columnWidth: 100,
  columnGap: 10,
  plateGap: 2,
  minHeight: 40,
  heightPerDecade: 5,
  labelHeight: 20,
  rwHeight: 30,
};
const layer = (chainId: string, parentChainId: string | null, sizeBytes: number | null = 1): LayerDto => ({
  chainId,
  diffId: `diff-${chainId}`,
  parentChainId,
  sizeBytes,
  directory: null,
  createdBy: null,
  comment: null,
  author: null,
  imageIds: [],
  containerIds: [],
});
const rw = (containerName: string, chainIds: string[]): RwLayerDto => ({
  containerId: `id-${containerName}`,
  containerName,
  containerState: 'running',
  imageId: 'i',
  directory: null,
  initDirectory: null,
  sizeBytes: 0,
  chainIds,
});
const image = (name: string, chainIds: string[]) => ({ id: `sha256:${name}`, tags: [name], sizeBytes: 1, chainIds });
const map = (parts: Partial<LayerMapDto>): LayerMapDto => ({
  store: 'overlay2',
  rootDir: '/var/lib/docker',
  directoriesReason: null,
  images: [],
  layers: [],
  rwLayers: [],
  entriesDirectory: null,
  entries: [],
  stamp: null,
  isComplete: true,
  ...parts,
});
const at = (plates: PlacedPlate[], key: string): PlacedPlate => {
  const plate = plates.find((candidate) => candidate.key === key);
  if (!plate) throw new Error(`${key} was not placed`);
  return plate;
};

/** Two images on one base; the first has two containers. */
const shared = map({
  images: [image('a:1', ['base', 'a']), image('b:1', ['base', 'b'])],
  layers: [layer('base', null), layer('a', 'base'), layer('b', 'base')],
  rwLayers: [rw('c10', ['base', 'a']), rw('c2', ['base', 'a'])],
});

test('a base that several images share is one plate as wide as everything that stands on it', () => {
  const { plates, width } = layoutPlates(shared, metrics);
  expect(plates.filter((plate) => plate.key === 'layer:base')).toHaveLength(1);
  expect(at(plates, 'layer:base')).toMatchObject({ x: 0, y: 0, width: 320, standsOn: null });
  expect(width).toBe(320);
});

test('a stack branches from the shared base: every plate stands on its parent and within its edges', () => {
  const { plates } = layoutPlates(shared, metrics);
  expect(at(plates, 'layer:a')).toMatchObject({ x: 0, width: 210, standsOn: 'layer:base' });
  expect(at(plates, 'layer:b')).toMatchObject({ x: 220, width: 100, standsOn: 'layer:base' });
  for (const plate of plates) {
    if (plate.standsOn === null) continue;
    const below = at(plates, plate.standsOn);
    expect(plate.y).toBe(below.y + below.height + metrics.plateGap);
    expect(plate.x).toBeGreaterThanOrEqual(below.x);
    expect(plate.x + plate.width).toBeLessThanOrEqual(below.x + below.width);
  }
});

test('a read-write plate lies on the last layer of its chain, containers side by side in the order of their names', () => {
  const { plates } = layoutPlates(shared, metrics);
  expect(at(plates, 'rw:id-c2')).toMatchObject({ kind: 'rw', x: 0, standsOn: 'layer:a', height: 30 });
  expect(at(plates, 'rw:id-c10')).toMatchObject({ x: 110, standsOn: 'layer:a' });
});

test('no two plates overlap', () => {
  const { plates } = layoutPlates(shared, metrics);
  for (const a of plates)
    for (const b of plates)
      if (a !== b)
        expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
});

test('an image that is the base of another keeps its name on its own last layer', () => {
  const { plates } = layoutPlates(
    map({
      images: [image('ubuntu:latest', ['u']), image('mine:1', ['u', 'm'])],
      layers: [layer('u', null), layer('m', 'u')],
    }),
    metrics,
  );
  expect(at(plates, 'layer:u')).toMatchObject({ imageNames: ['ubuntu:latest'] });
  expect(at(plates, 'layer:m')).toMatchObject({ imageNames: ['mine:1'], standsOn: 'layer:u' });
});

test('images without a common base stand beside each other on the ground', () => {
  const { plates } = layoutPlates(map({ layers: [layer('x', null), layer('y', null)] }), metrics);
  expect(at(plates, 'layer:x')).toMatchObject({ x: 0, y: 0 });
  expect(at(plates, 'layer:y')).toMatchObject({ x: 110, y: 0 });
});

test('a container whose last layers are not in the map stands on the last one that is, or on the ground', () => {
  const { plates } = layoutPlates(
    map({ layers: [layer('u', null)], rwLayers: [rw('half', ['u', 'gone']), rw('lost', ['gone'])] }),
    metrics,
  );
  expect(at(plates, 'rw:id-half').standsOn).toBe('layer:u');
  expect(at(plates, 'rw:id-lost')).toMatchObject({ standsOn: null, y: 0, x: 110 });
});

test('a layer whose parent is missing stands on the ground, and a repeated layer is drawn once', () => {
  const { plates } = layoutPlates(map({ layers: [layer('m', 'gone'), layer('m', 'gone')] }), metrics);
  expect(plates).toHaveLength(1);
  expect(plates[0]).toMatchObject({ key: 'layer:m', y: 0, standsOn: null });
});

test('an empty node gives an empty picture', () => {
  expect(layoutPlates(map({}), metrics)).toEqual({ width: 0, height: 0, plates: [] });
});

test('height hints at size on a logarithmic scale, names add a line each, an unknown size is drawn as the thinnest', () => {
  expect(plateHeight(0, metrics)).toBe(40);
  expect(plateHeight(1000, metrics)).toBe(55);
  expect(plateHeight(1_000_000, metrics, 2)).toBe(110);
  expect(plateHeight(null, metrics)).toBe(40);
});

test('in the picture a higher plate holds more bytes, whatever names are on it', () => {
  const alpine = plateHeight(1_980_000, fullMetrics, 1);
  expect(plateHeight(75_100_000, fullMetrics, 0)).toBeGreaterThan(alpine);
  expect(plateHeight(121, fullMetrics, 0)).toBeGreaterThan(plateHeight(7, fullMetrics, 3));
});

test('arrow keys walk up and down a stack and to the neighbours', () => {
  const layout = layoutPlates(shared, metrics);
  expect(neighbour(layout, 'layer:base', 'up')).toBe('layer:a');
  expect(neighbour(layout, 'layer:a', 'up')).toBe('rw:id-c2');
  expect(neighbour(layout, 'rw:id-c2', 'right')).toBe('rw:id-c10');
  expect(neighbour(layout, 'layer:b', 'left')).toBe('layer:a');
  expect(neighbour(layout, 'layer:a', 'down')).toBe('layer:base');
  expect(neighbour(layout, 'layer:base', 'down')).toBeNull();
  expect(neighbour(layout, 'layer:base', 'left')).toBeNull();
});

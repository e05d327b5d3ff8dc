import { expect, test } from 'vitest';
import { noDirectories, type Directories } from './directories';
import { imageFacts } from './image-facts';
import { joinLayers } from './join-layers';

const diff = (x: string) => `sha256:${x.repeat(64)}`;
const row = (createdBy: string, sizeBytes: number) => ({ createdBy, sizeBytes, createdAt: null, comment: '' });
const image = (id: string, diffIds: string[], history: ReturnType<typeof row>[]) =>
  imageFacts({ id, tags: [id], sizeBytes: 1, diffIds, history }, null);
const container = (id: string, imageId: string) => ({ id, name: id, imageId, state: 'running' as const });

function join(
  images: ReturnType<typeof image>[],
  containers: ReturnType<typeof container>[] = [],
  directories: Directories = noDirectories(),
) {
  return joinLayers({
    images: images.map(({ id }) => ({ id, tags: [id], sizeBytes: 1 })),
    facts: new Map(images.map((one) => [one.id, one])),
    containers,
    directories,
    sizes: new Map([['one', 5]]),
  });
}
const stored = (directory: string, parent: string | null = null) => ({ directory, sizeBytes: 42, diffId: null, parent });

test('a layer two images share is there once, and knows both and their containers', () => {
  const base = image('base', [diff('a')], [row('ADD', 10)]);
  const top = image('top', [diff('a'), diff('b')], [row('ADD', 10), row('ENV', 0), row('RUN', 2)]);
  const map = join([base, top], [container('one', 'base'), container('two', 'top')]);
  expect(map.layers).toHaveLength(2);
  expect(map.layers[0]).toMatchObject({
    parentChainId: null,
    imageIds: ['base', 'top'],
    containerIds: ['one', 'two'],
    createdBy: 'ADD',
    sizeBytes: 10,
  });
  expect(map.layers[1]).toMatchObject({
    parentChainId: map.layers[0]?.chainId,
    imageIds: ['top'],
    containerIds: ['two'],
    createdBy: 'RUN',
    sizeBytes: 2,
  });
  expect(map.rwLayers.map((l) => l.chainIds.length)).toEqual([1, 2]);
});

test('a history that does not fit the layers is not laid beside them, and a later image fills in', () => {
  const odd = image('odd', [diff('a')], [row('one', 1), row('two', 2)]);
  expect(join([odd]).layers[0]).toMatchObject({ createdBy: null, sizeBytes: null });
  const clear = image('clear', [diff('a')], [row('ADD', 7)]);
  expect(join([odd, clear]).layers[0]).toMatchObject({ createdBy: 'ADD', sizeBytes: 7, imageIds: ['odd', 'clear'] });
});

test('comment and author of a commit stand on its own layer', () => {
  const history = [
    { createdBy: 'ADD', comment: '', author: '', empty: false },
    { createdBy: '/bin/bash', comment: 'add hello.txt', author: 'sds', empty: false },
  ];
  const detail = {
    id: 'mine',
    tags: [],
    sizeBytes: 1,
    diffIds: [diff('a'), diff('b')],
    history: [row('ADD', 1), row('bash', 0)],
  };
  const facts = imageFacts(detail, history);
  const [below, top] = join([facts]).layers;
  expect(below).toMatchObject({ comment: null, author: null, sizeBytes: 1 });
  expect(top).toMatchObject({ comment: 'add hello.txt', author: 'sds', createdBy: '/bin/bash', sizeBytes: 0 });
});

test('directories and sizes come from the node, and every entry of the directory is named', () => {
  const directories: Directories = {
    ...noDirectories(),
    layers: new Map([
      [diff('a'), stored('/d/a')],
      [diff('c'), stored('/d/c')],
    ]),
    readWrite: new Map([['one', { directory: '/d/rw', initDirectory: '/d/rw-init', chain: null }]]),
    listing: { directory: '/d', names: ['a', 'c', 'rw', 'what'] },
    nameOf: (name) =>
      name === 'rw'
        ? { kind: 'writable', chainId: null, containerId: 'one' }
        : name === 'what'
          ? null
          : { kind: 'layer', chainId: diff(name), containerId: null },
  };
  const map = join([image('base', [diff('a')], [])], [container('one', 'base')], directories);
  expect(map.layers).toHaveLength(1);
  expect(map.layers[0]).toMatchObject({ directory: '/d/a', sizeBytes: 42 });
  expect(map.rwLayers[0]).toMatchObject({ directory: '/d/rw', initDirectory: '/d/rw-init', sizeBytes: 5 });
  expect(map.entries.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'a layer',
    'c build_cache',
    'rw writable',
    'what leftover',
  ]);
});

test('a container whose image was removed by force stands on the layers the node names', () => {
  const directories: Directories = {
    ...noDirectories(),
    layers: new Map([
      ['base', stored('/d/base')],
      ['top', stored('/d/top', 'base')],
    ]),
    readWrite: new Map([['one', { directory: '/d/rw', initDirectory: null, chain: ['base', 'top'] }]]),
  };
  const map = join([], [container('one', 'removed')], directories);
  expect(map.rwLayers[0]?.chainIds).toEqual(['base', 'top']);
  expect(map.layers.map((layer) => [layer.chainId, layer.parentChainId, layer.directory, layer.containerIds])).toEqual([
    ['base', null, '/d/base', ['one']],
    ['top', 'base', '/d/top', ['one']],
  ]);
});

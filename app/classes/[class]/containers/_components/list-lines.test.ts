import { expect, test } from 'vitest';
import type { ClassContainer, ClassImage } from '@/lib/shared/class-lists';
import { otherList, readAddress, writeAddress } from './list-address';
import { commandsOf, groupsOf, linesOf, nameOf, namesOf, refsOf, type Row, shownRows } from './list-lines';

const container = (node: string, name: string, more: Partial<ClassContainer> = {}): ClassContainer => ({
  ...{ nodeId: `id-${node}`, node, students: [], id: name.repeat(64).slice(0, 64), name, image: 'ubuntu' },
  ...{ state: 'running', health: null, exitCode: null, ports: [], createdAt: '2026-01-01T00:00:00Z', startedAt: null, ...more },
});
const image = (node: string, tags: string[], containers = 0): ClassImage => ({
  ...{ nodeId: `id-${node}`, node, students: [], id: `sha256:${'ab'.repeat(32)}`, tags, containers },
  ...{ createdAt: '2026-01-01T00:00:00Z', sizeBytes: 1 },
});
const rows = [
  container('node1', 'web', { students: ['Anna'], startedAt: '2026-01-02T00:00:00Z' }),
  container('node2', 'web', { state: 'exited', image: `sha256:${'c'.repeat(64)}` }),
  container('node10', 'db', { image: 'alpine' }),
];
const says = (shown: readonly Row[]) => shown.map((row) => `${row.node}/${nameOf(row)}`);

test('an address comes back as it was, without what is usual, and takes nothing that is no choice', () => {
  expect(writeAddress(readAddress({}))).toBe('');
  const address = { list: 'images', q: 'nginx a', show: 'unused', group: 'none', sort: 'size' };
  expect(Object.fromEntries(new URLSearchParams(writeAddress(readAddress(address))))).toEqual(address);
  expect(readAddress({ list: 'volumes', show: 'used', group: 'x', sort: ['size', 'name'] })).toEqual(readAddress({}));
  expect(otherList(readAddress({ q: 'web', show: 'exited', group: 'none' }), 'images')).toEqual(
    readAddress({ list: 'images', q: 'web' }),
  );
});

test('rows are narrowed by words and state, and ordered', () => {
  const shown = (address: object) => says(shownRows<'containers'>(rows, readAddress(address)));
  expect(shown({})).toEqual(['node1/web', 'node2/web', 'node10/db']);
  expect(shown({ q: 'WEB anna' })).toEqual(['node1/web']);
  expect(shown({ show: 'exited' })).toEqual(['node2/web']);
  expect(shown({ sort: 'name' })).toEqual(['node10/db', 'node1/web', 'node2/web']);
  expect(shown({ sort: 'student' })).toEqual(['node1/web', 'node2/web', 'node10/db']);
  expect(shown({ sort: 'since' })[0]).toBe('node1/web');
});

test('groups are folded with their rows left out, by node or by image', () => {
  const byNode = groupsOf(rows, 'node');
  const lines = linesOf(rows, byNode, new Set(['id-node2']));
  expect(
    lines.map((line) => ('group' in line ? `${line.group.title} ${line.group.rows.length} ${line.folded}` : nameOf(line.row))),
  ).toEqual(['node1 1 false', 'web', 'node2 1 true', 'node10 1 false', 'db']);
  expect(groupsOf(rows, 'image').map(({ title }) => title)).toEqual(['alpine', 'c'.repeat(12), 'ubuntu']);
  expect(linesOf(rows, groupsOf(rows, 'none'), new Set())).toHaveLength(3);
});

test('each node has its own command, and nodes with the same share it', () => {
  const selected = [...rows, container('node3', 'web')];
  expect(commandsOf(selected, 'stop')).toEqual([
    { command: 'docker stop web', nodes: ['node1', 'node2', 'node3'] },
    { command: 'docker stop db', nodes: ['node10'] },
  ]);
  expect(refsOf(selected).node10).toEqual(['dbdbdbdbdbdb']);
  expect(namesOf(selected)).toMatchObject({ dbdbdbdbdbdb: 'db' });
  const images = [image('node1', ['a:1', 'a:2']), image('node2', [])];
  expect(commandsOf(images, 'removeImages').map(({ command }) => command)).toEqual([
    'docker rmi a:1 a:2',
    `docker rmi ${'ab'.repeat(6)}`,
  ]);
  expect(refsOf(images)).toEqual({ node1: [`sha256:${'ab'.repeat(6)}`], node2: [`sha256:${'ab'.repeat(6)}`] });
  expect(
    says(shownRows<'images'>([image('node1', ['a:1']), image('node2', ['b'], 2)], readAddress({ list: 'images', show: 'used' }))),
  ).toEqual(['node2/b']);
});

import { expect, test } from 'vitest';
import type { ContainerDto } from '@/lib/shared/containers';
import { webContainer } from '@/lib/testing/fleet-double';
import { containerLines, firstView, isHead, readView, shownContainers, sortedContainers } from './container-view';

const made = (name: string, given: Partial<ContainerDto> = {}): ContainerDto => ({
  ...webContainer,
  id: `id-${name}`,
  name,
  ...given,
});
const names = (containers: readonly ContainerDto[]) => containers.map(({ name }) => name);
const none = { uses: null, written: null };

test('what was kept is taken as far as it is a choice, in the order of the table', () => {
  expect(readView(null)).toEqual(firstView);
  for (const text of ['{', 'null', '[]', '{"columns":7,"sort":"x"}']) expect(readView(text)).toEqual(firstView);
  expect(readView('{"columns":["id","<b>","state"],"sort":"name"}')).toEqual({ columns: ['state', 'id'], sort: 'name' });
  expect(readView('{"columns":[]}').columns).toEqual([]);
});

test('rows are found by name, image and id, and by their state', () => {
  const all = [made('web'), made('db', { image: 'postgres', state: 'exited' })];
  expect(names(shownContainers(all, { text: ' WEB ', show: 'every' }))).toEqual(['web']);
  expect(names(shownContainers(all, { text: 'postg', show: 'every' }))).toEqual(['db']);
  expect(names(shownContainers(all, { text: 'id-', show: 'running' }))).toEqual(['web']);
});

test('rows are ordered by what is asked for, those without a value last', () => {
  const started = (second: number) => new Date(second * 1000).toISOString();
  const all = [
    made('b', { state: 'exited', startedAt: null }),
    made('a10', { startedAt: started(1) }),
    made('a2', { startedAt: started(2) }),
  ];
  const use = (id: string, cpuPercent: number | null, memoryBytes: number) =>
    [id, { id, cpuPercent, memoryBytes, memoryLimitBytes: 1 }] as const;
  const uses = new Map([use('id-a10', 1, 9), use('id-a2', 50, 3)]);
  const written = new Map([['id-b', 7]]);
  expect(names(sortedContainers(all, 'created', none))).toEqual(['b', 'a10', 'a2']);
  expect(names(sortedContainers(all, 'name', none))).toEqual(['a2', 'a10', 'b']);
  expect(names(sortedContainers(all, 'state', none))).toEqual(['a10', 'a2', 'b']);
  expect(names(sortedContainers(all, 'uptime', none))).toEqual(['a2', 'a10', 'b']);
  expect(names(sortedContainers(all, 'cpu', { uses, written }))).toEqual(['a2', 'a10', 'b']);
  expect(names(sortedContainers(all, 'memory', { uses, written }))).toEqual(['a10', 'a2', 'b']);
  expect(names(sortedContainers(all, 'size', { uses, written }))).toEqual(['b', 'a10', 'a2']);
  expect(names(sortedContainers(all, 'cpu', none))).toEqual(['b', 'a10', 'a2']);
});

test('containers stand below their project, and are the same objects', () => {
  const all = [made('alone'), made('x-db', { compose: { project: 'x', service: 'db' } })];
  const lines = containerLines(all);
  expect(lines.map((line) => (isHead(line) ? [line.head, line.services] : line.name))).toEqual([
    ['x', ['db']],
    'x-db',
    [null, []],
    'alone',
  ]);
  expect(lines[3]).toBe(all[0]);
  expect(containerLines([all[0] as ContainerDto])).toEqual([all[0]]);
});

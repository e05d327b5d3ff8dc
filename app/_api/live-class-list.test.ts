import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import type { AwayNode, ClassContainer, ClassListChanges } from '@/lib/shared/class-lists';
import { classKeys } from './hooks/keys';
import { applyClassList, type ClassListView, readClassList, writeClassList } from './live-class-list';

const client = new QueryClient();
afterEach(() => client.clear());

const row = (node: string, name: string, state = 'running') =>
  ({ nodeId: node, node, id: name, name, image: 'ubuntu', state, students: [] }) as unknown as ClassContainer;
const away = (node: string, code = 'node_lost') =>
  ({ nodeId: node, node, reason: { code, detail: null } }) as unknown as AwayNode;
const rows = [row('node1', 'a'), row('node1', 'b'), row('node2', 'a'), row('node10', 'a')];
const view: ClassListView<'containers'> = { rows, away: [away('node3')], epoch: 'e', v: 7 };
const changes = (part: Partial<ClassListChanges<'containers'>> = {}): ClassListChanges<'containers'> => ({
  ...{ classId: 'c', list: 'containers', epoch: 'e', v: 8 },
  ...{ rows: [], gone: [], away: [], back: [], ...part },
});
const names = (shown: ClassListView<'containers'> | null) => shown?.rows.map(({ node, name }) => `${node}/${name}`);

test('rows that differ take the place of theirs, the others stay the same objects', () => {
  const now = applyClassList(view, changes({ rows: [row('node1', 'b', 'exited')] }));
  expect(now?.rows.map(({ state }) => state)).toEqual(['running', 'exited', 'running', 'running']);
  expect([now?.rows[0] === rows[0], now?.away === view.away, now?.v]).toEqual([true, true, 8]);
});

test('rows come to their place and go, and a node goes away with all of its rows and comes back', () => {
  const came = applyClassList(view, changes({ rows: [row('node2', 'c'), row('node2', '0')], gone: [['node1', 'a']] }));
  expect(names(came)).toEqual(['node1/b', 'node2/0', 'node2/a', 'node2/c', 'node10/a']);
  const left = applyClassList(view, changes({ away: [away('node1'), away('node3', 'docker_down')] }));
  expect(names(left)).toEqual(['node2/a', 'node10/a']);
  expect(left?.away.map(({ node, reason }) => [node, reason?.code])).toEqual([
    ['node1', 'node_lost'],
    ['node3', 'docker_down'],
  ]);
  const back = applyClassList(view, changes({ back: ['node3'], rows: [row('node3', 'x')] }));
  expect([names(back)?.at(-2), back?.away]).toEqual(['node3/x', []]);
});

test('what it has heard already changes nothing; a gap or another list asks for a new one', () => {
  expect(applyClassList(view, changes({ v: 7, gone: [['node1', 'a']] }))).toBe(view);
  expect(applyClassList(view, changes({ v: 9 }))).toBeNull();
  expect(applyClassList(view, changes({ epoch: 'other', v: 1 }))).toBeNull();
});

test('what is told while the list is being read is in what was read; where it does not fit the list is read again', async () => {
  const of = { classId: 'c', list: 'containers' } as const;
  const told = await readClassList(client, of, async () => {
    writeClassList(client, changes({ v: 7, gone: [['node1', 'b']] }));
    writeClassList(client, changes({ v: 8, gone: [['node1', 'a']] }));
    return view;
  });
  expect([names(told)?.[0], told.v]).toEqual(['node1/b', 8]);
  let reads = 0;
  const again = await readClassList(client, of, async () => {
    if (reads++ === 0) writeClassList(client, changes({ epoch: 'new', v: 1 }));
    return reads === 1 ? view : { ...view, epoch: 'new', v: 1 };
  });
  expect([reads, again.epoch]).toEqual([2, 'new']);
});

test('a list that is shown is written to, and fetched again where what came does not fit', () => {
  const key = classKeys.rows('c', 'containers');
  client.setQueryData(key, view);
  writeClassList(client, changes({ gone: [['node10', 'a']] }));
  expect(client.getQueryData<typeof view>(key)?.rows).toHaveLength(3);
  expect(client.getQueryState(key)?.isInvalidated).toBe(false);
  writeClassList(client, changes({ v: 12 }));
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});

test('a list whose first reading failed is read again with the next change', async () => {
  let asked = 0;
  const queryFn = () => (asked++ === 0 ? Promise.reject(new Error('away')) : view);
  const queryKey = classKeys.rows('c', 'containers');
  const stop = new QueryObserver(client, { queryKey, queryFn, retry: false }).subscribe(() => {});
  await expect.poll(() => client.getQueryState(queryKey)?.status).toBe('error');
  writeClassList(client, changes());
  await expect.poll(() => client.getQueryData(queryKey)).toBe(view);
  expect(asked).toBe(2);
  stop();
});

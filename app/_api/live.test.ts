import { QueryClient, type QueryKey, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import type { DoctorClass, DoctorReport } from '@/lib/shared/doctor';
import { summarizeClass } from '@/lib/shared/doctor-light';
import type { JobDto } from '@/lib/shared/jobs';
import type { NodeChanged, RootLoginChanged } from '@/lib/shared/realtime';
import { accountKeys, classKeys, doctorKeys, jobKeys, nodeKeys, operationKeys } from './hooks/keys';
import {
  listPauseMs,
  onDoctorChanged,
  newestJob,
  onConnected,
  onJobChanged,
  onNodeChanged,
  onOperationChanged,
  onOwnJobChanged,
  onRootLoginChanged,
  onWatching,
} from './live';
import { writeReport } from './live-doctor';

const report = (nodeName: string, state: DoctorReport['state']): DoctorReport => ({
  nodeId: nodeName,
  nodeName,
  at: '2026-01-01T00:00:00.000Z',
  state,
  light: state === 'done' ? 'green' : null,
  findings: [],
});

/** Whether what is held under a key is known to be old. */
const staleIn = (client: QueryClient) => (key: QueryKey) => client.getQueryState(key)?.isInvalidated;

test('a report that was done before this page listened is there once the last examination is over', async () => {
  const classOf = (reports: Array<DoctorReport | null>): DoctorClass => {
    const nodes = reports.map((held, n) => ({ nodeId: `node${n}`, nodeName: `node${n}`, report: held }));
    return { classId: 'c', className: 'c', ...summarizeClass(nodes), nodes };
  };
  // The panel's own picture: node1 is done already, and nobody will tell of it again.
  let panel = classOf([report('node0', 'running'), report('node1', 'done')]);
  const client = new QueryClient();
  const queryKey = doctorKeys.class('c');
  client.setQueryData(queryKey, classOf([null, null]));
  let release = () => {};
  let asked = 0;
  const observer = new QueryObserver<DoctorClass>(client, {
    queryKey,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      asked++;
      // The first answer is still on its way when news of the other node comes.
      if (asked === 1) await new Promise<void>((go) => (release = go));
      return panel;
    },
  });
  const end = observer.subscribe(() => {});
  void observer.refetch();
  writeReport(client, report('node0', 'running'));
  release();
  panel = classOf([report('node0', 'done'), report('node1', 'done')]);
  writeReport(client, report('node0', 'done'));
  await expect.poll(() => observer.getCurrentResult().data?.nodes.map((node) => node.report?.state)).toEqual(['done', 'done']);
  end();
  client.clear();
});

test('a report is written where one is held, in the order in which they came', async () => {
  const client = new QueryClient();
  onDoctorChanged(client, report('node0', 'done'));
  expect(client.getQueryCache().getAll()).toEqual([]);
  client.setQueryData(doctorKeys.node('node0'), { report: null });
  onDoctorChanged(client, report('node0', 'running'));
  onDoctorChanged(client, report('node0', 'done'));
  await expect
    .poll(() => client.getQueryData<{ report: DoctorReport }>(doctorKeys.node('node0'))?.report)
    .toEqual(report('node0', 'done'));
  client.clear();
});

test('with a connection that changed, by which way the panel is root is asked again, and what happened meanwhile', () => {
  vi.useFakeTimers();
  const client = new QueryClient();
  const node = 'n'.repeat(24);
  const onNode = [nodeKeys.rootLogin(node), jobKeys.list(node), nodeKeys.events(node)];
  const held = [...onNode, classKeys.rootLogins('c'), classKeys.members('c')];
  for (const key of held) client.setQueryData(key, {});
  onNodeChanged(client, { nodeId: node, name: 'node0', topics: ['state'], revision: 1 } as never);
  vi.advanceTimersByTime(0);
  vi.useRealTimers();
  expect(held.map(staleIn(client))).toEqual([true, true, true, true, false]);
  client.clear();
});

test('a change of one node leaves what is held of the others', () => {
  const client = new QueryClient();
  const of = (node: string) => [
    nodeKeys.detail(node),
    nodeKeys.containers(node),
    nodeKeys.images(node),
    nodeKeys.layers(node),
    nodeKeys.rootLogin(node),
    jobKeys.list(node),
  ];
  for (const key of [...of('a'), ...of('b')]) client.setQueryData(key, {});
  onNodeChanged(client, { nodeId: 'a', name: 'node0', topics: ['containers', 'images', 'state'], revision: 1 } as NodeChanged);
  expect(of('a').map(staleIn(client))).toEqual(of('a').map(() => true));
  expect(of('b').map(staleIn(client))).toEqual(of('b').map(() => false));
  client.clear();
});

test.each([
  ['what a shell was seen to do is written, and nothing else is asked for', 'at_root', false],
  ['what the panel itself did is asked for, since it has more than the event', null, true],
] as const)('root login: %s', (_what, observation, isFetched) => {
  const client = new QueryClient();
  const before = { nodeId: 'a', stage: 'none', reason: null };
  const other = { ...before, nodeId: 'b' };
  const held = [nodeKeys.rootLogin('a'), classKeys.rootLogins('c'), nodeKeys.list()];
  const untouched = [nodeKeys.rootLogin('b'), nodeKeys.detail('b'), nodeKeys.containers('a'), classKeys.members('c')];
  for (const key of [...held, ...untouched, nodeKeys.detail('a')]) client.setQueryData(key, {});
  client.setQueryData(nodeKeys.rootLogin('a'), before);
  client.setQueryData(nodeKeys.rootLogin('b'), other);
  client.setQueryData(classKeys.rootLogins('c'), { items: [before, other] });
  onRootLoginChanged(client, { nodeId: 'a', stage: 'at_root', reason: null, observation, trouble: null } as RootLoginChanged);
  const moved = { ...before, stage: 'at_root' };
  expect(client.getQueryData(nodeKeys.rootLogin('a'))).toEqual(moved);
  expect(client.getQueryData(nodeKeys.rootLogin('b'))).toEqual(other);
  expect(client.getQueryData(classKeys.rootLogins('c'))).toEqual({ items: [moved, other] });
  expect(staleIn(client)(nodeKeys.detail('a'))).toBe(true);
  expect(held.map(staleIn(client))).toEqual(held.map(() => isFetched));
  expect(untouched.map(staleIn(client))).toEqual(untouched.map(() => false));
  client.clear();
});

test('an operation that moved is fetched again, with the lists of the classes, and no other operation', () => {
  const client = new QueryClient();
  const keys = [operationKeys.detail('o'), operationKeys.class('c'), operationKeys.detail('p')];
  for (const key of keys) client.setQueryData(key, {});
  onOperationChanged(client, 'o');
  expect(keys.map(staleIn(client))).toEqual([true, true, false]);
});

test('of a change of containers they are fetched first, and images not at all', async () => {
  const client = new QueryClient();
  const node = 'n'.repeat(24);
  const fetched: unknown[] = [];
  const keys = [nodeKeys.detail(node), nodeKeys.images(node), nodeKeys.layers(node), nodeKeys.containers(node), nodeKeys.list()];
  const hide = keys.map((queryKey) => {
    const queryFn = () => fetched.push(queryKey);
    const observer = new QueryObserver(client, { queryKey, queryFn, initialData: 0, staleTime: Number.POSITIVE_INFINITY });
    return observer.subscribe(() => {});
  });
  onNodeChanged(client, { nodeId: node, name: 'node0', topics: ['containers'], revision: 1 } as never);
  await expect
    .poll(() => fetched)
    .toEqual([nodeKeys.containers(node), nodeKeys.layers(node), nodeKeys.detail(node), nodeKeys.list()]);
  for (const end of hide) end();
  client.clear();
});

test.each([
  [['networks'], [true, false, false, false, false, true]],
  [['volumes'], [false, true, false, false, false, false]],
  [['containers'], [true, true, true, true, false, true]],
  [
    ['networks', 'images'],
    [true, false, false, true, true, true],
  ],
])('of a change of %j what shows networks or volumes is fetched, and others only where they show more', (topics, stale) => {
  const client = new QueryClient();
  const node = 'n'.repeat(24);
  const about = ['networks', 'volumes', 'containers', 'detail', 'images', 'containerDetails'] as const;
  const keys = about.map((what) => nodeKeys[what](node));
  for (const key of keys) client.setQueryData(key, {});
  onNodeChanged(client, { nodeId: node, name: 'node0', topics, revision: 1 } as never);
  expect(keys.map(staleIn(client))).toEqual(stale);
  client.clear();
});

test('lists of nodes are fetched at once, then once for all that is told within a second', () => {
  vi.useFakeTimers();
  const client = new QueryClient();
  const found = vi.spyOn(client.getQueryCache(), 'findAll');
  const lists = () => found.mock.calls.filter(([filter]) => filter?.queryKey?.[1] === 'list').length;
  const tell = () => onNodeChanged(client, { nodeId: 'n'.repeat(24), name: 'node0', topics: ['state'], revision: 1 } as never);
  for (let n = 0; n < 50; n++) tell();
  vi.advanceTimersByTime(0);
  expect(lists()).toBe(1);
  for (let n = 0; n < 50; n++) tell();
  expect(listPauseMs).toBe(1_000);
  vi.advanceTimersByTime(listPauseMs - 1);
  expect(lists()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(lists()).toBe(2);
  // Nobody told of anything since: no third fetch.
  vi.advanceTimersByTime(10 * listPauseMs);
  expect(lists()).toBe(2);
  vi.useRealTimers();
});

test('what may have ended before the page heard of its nodes is fetched again: operations, jobs and root logins too', () => {
  const client = new QueryClient();
  const live = [
    nodeKeys.detail('node0'),
    nodeKeys.rootLogin('node0'),
    jobKeys.detail('j'),
    jobKeys.list('node0'),
    operationKeys.detail('o'),
    doctorKeys.node('node0'),
    classKeys.all,
    classKeys.rootLogins('c'),
  ];
  for (const queryKey of [...live, accountKeys.tokens()]) client.setQueryData(queryKey, {});
  onWatching(client);
  expect(live.map(staleIn(client))).toEqual(live.map(() => true));
  expect(staleIn(client)(accountKeys.tokens())).toBe(false);
});

test('an older word about a job, or the same again, changes nothing', () => {
  const client = new QueryClient();
  const job = (revision: number) => ({ id: 'j', nodeId: 'n'.repeat(24), revision }) as JobDto;
  client.setQueryData(jobKeys.list(job(0).nodeId), { items: [] });
  for (const revision of [2, 1, 3, 2]) onJobChanged(client, job(revision));
  expect(client.getQueryData<JobDto>(jobKeys.detail('j'))?.revision).toBe(3);
  expect(client.getQueryData(jobKeys.list(job(0).nodeId))).toEqual({ items: [job(3)] });
  // An answer that was asked for before.
  expect([newestJob(client, job(2)), newestJob(client, job(4))]).toEqual([job(3), job(4)]);
});

test('one of the reader’s own that moves, or is new, is written into what is held; nobody else’s is', () => {
  const client = new QueryClient();
  const job = (id: string, revision: number) => ({ id, nodeId: 'n'.repeat(24), revision }) as JobDto;
  client.setQueryData(jobKeys.own(), { items: [job('a', 1), job('b', 1)] });
  onOwnJobChanged(client, job('b', 3));
  onJobChanged(client, job('a', 2));
  // On a node that is watched.
  onJobChanged(client, job('c', 1));
  onOwnJobChanged(client, job('d', 1));
  expect(client.getQueryData(jobKeys.own())).toEqual({ items: [job('d', 1), job('a', 2), job('b', 3)] });
  expect(staleIn(client)(jobKeys.own())).toBe(false);
});

test('one that is a part of work on many nodes has that work fetched again, which its progress does not', () => {
  const client = new QueryClient();
  const job = { id: 'a', nodeId: 'n', revision: 1, operationId: 'o' } as JobDto;
  for (const id of ['o', 'other']) client.setQueryData(operationKeys.detail(id), {});
  onJobChanged(client, job);
  expect(staleIn(client)(operationKeys.detail('o'))).toBe(false);
  onOwnJobChanged(client, { ...job, revision: 2 });
  expect(staleIn(client)(operationKeys.detail('o'))).toBe(true);
  expect(staleIn(client)(operationKeys.detail('other'))).toBe(false);
});

test('one that began while the list was on its way is asked for once more', async () => {
  const client = new QueryClient();
  const answer = Promise.withResolvers<{ items: JobDto[] }>();
  let asked = 0;
  const queryFn = () => (asked++ === 0 ? answer.promise : { items: [] });
  const stop = new QueryObserver(client, { queryKey: jobKeys.own(), queryFn }).subscribe(() => {});
  onOwnJobChanged(client, { id: 'new', nodeId: 'n', revision: 1 } as JobDto);
  answer.resolve({ items: [] });
  await expect.poll(() => asked).toBe(2);
  stop();
});

test('what the reader began before the page heard of it is fetched when it is connected', () => {
  const client = new QueryClient();
  client.setQueryData(jobKeys.own(), { items: [] });
  onConnected(client);
  expect(staleIn(client)(jobKeys.own())).toBe(true);
});

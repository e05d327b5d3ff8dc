import { notifyManager, type QueryClient } from '@tanstack/react-query';
import type { DoctorReport } from '@/lib/shared/doctor';
import { type Coalescer, createCoalescer } from '@/lib/shared/coalesce';
import type { HealthSample } from '@/lib/shared/health';
import { healthHistoryLength } from '@/lib/shared/health-concerns';
import type { JobDto } from '@/lib/shared/jobs';
import type { NodeChanged, RootLoginChanged } from '@/lib/shared/realtime';
import type { RootLoginDto } from '@/lib/shared/root-login';
import type { Output } from '@/lib/shared/api';
import { fetchAgain } from './fetch-again';
import { classKeys, courseKeys, doctorKeys, jobKeys, nodeKeys, operationKeys } from './hooks/keys';

/** Least time between two fetches of the lists of nodes, ms: a class that pulls at once tells of its nodes many times a second. */
export const listPauseMs = 1_000;
const lists = new WeakMap<QueryClient, Coalescer<'lists', null>>();

/** What is shown of many nodes is fetched again: at once, and once more after the pause when somebody asked meanwhile. */
function listsSoon(client: QueryClient): void {
  const held = lists.get(client);
  const soon =
    held ??
    createCoalescer<'lists', null>({
      pauseMs: listPauseMs,
      leadMs: 0,
      merge: () => null,
      deliver() {
        fetchAgain(client, { queryKey: nodeKeys.list() });
        // By which way the panel is root is its connection's to say.
        fetchAgain(client, { queryKey: classKeys.allRootLogins() });
      },
    });
  if (!held) lists.set(client, soon);
  soon.push('lists', null);
}

/** A node said that something changed: what the page shows of it is fetched again, where the policy is applied again. */
export function onNodeChanged(client: QueryClient, { nodeId, topics }: NodeChanged): void {
  // First what the change is about: the panel answers one after the other. How many containers use an image is a change of the images.
  if (topics.includes('containers')) fetchAgain(client, { queryKey: nodeKeys.containers(nodeId) });
  if (topics.includes('images')) fetchAgain(client, { queryKey: nodeKeys.images(nodeId) });
  if (topics.includes('containers') || topics.includes('networks'))
    fetchAgain(client, { queryKey: nodeKeys.containerDetails(nodeId) });
  // Who is on a network, who mounts a volume, and whether it runs, is what the containers say.
  if (topics.includes('networks') || topics.includes('containers')) fetchAgain(client, { queryKey: nodeKeys.networks(nodeId) });
  if (topics.includes('volumes') || topics.includes('containers')) fetchAgain(client, { queryKey: nodeKeys.volumes(nodeId) });
  if (topics.every((topic) => topic === 'networks' || topic === 'volumes')) return;
  if (topics.includes('images') || topics.includes('containers')) fetchAgain(client, { queryKey: nodeKeys.layers(nodeId) });
  fetchAgain(client, { queryKey: nodeKeys.measures(nodeId) });
  fetchNode(client, nodeId);
  if (topics.includes('state')) {
    fetchAgain(client, { queryKey: jobKeys.list(nodeId) });
    fetchAgain(client, { queryKey: nodeKeys.rootLogin(nodeId) });
    // What happened while the node was away was told to nobody.
    fetchAgain(client, { queryKey: nodeKeys.events(nodeId) });
  }
  listsSoon(client);
}

/** The counts and the state are fields of the node itself; `exact` leaves the lists below it alone. */
function fetchNode(client: QueryClient, nodeId: string): void {
  fetchAgain(client, { queryKey: nodeKeys.detail(nodeId), exact: true });
}

const isNewer = (job: JobDto, held: JobDto | undefined): boolean => held === undefined || held.revision < job.revision;

/** A list in which this job is in its newest form. */
function withJob<T extends { items: JobDto[] }>(list: T, job: JobDto): T {
  const held = list.items.find((item) => item.id === job.id);
  return isNewer(job, held) ? { ...list, items: list.items.map((item) => (item.id === job.id ? job : item)) } : list;
}

/** A job moved: written into what the page holds, unless that is already newer. */
export function onJobChanged(client: QueryClient, job: JobDto): void {
  client.setQueryData<JobDto>(jobKeys.detail(job.id), (held) => (isNewer(job, held) ? job : held));
  client.setQueryData<Output<'GET /nodes/{node}/jobs'>>(
    jobKeys.list(job.nodeId),
    (list) => list && (holds(list, job) ? withJob(list, job) : { ...list, items: [job, ...list.items] }),
  );
  client.setQueryData<Output<'GET /jobs'>>(jobKeys.own(), (list) => list && withJob(list, job));
}

const holds = (list: { items: JobDto[] }, { id }: JobDto): boolean => list.items.some((item) => item.id === id);

/** One of the reader's own moved, on whichever node. */
export function onOwnJobChanged(client: QueryClient, job: JobDto): void {
  onJobChanged(client, job);
  client.setQueryData<Output<'GET /jobs'>>(jobKeys.own(), (list) =>
    list && !holds(list, job) ? { ...list, items: [job, ...list.items] } : list,
  );
  // How far work on many nodes is, its jobs do not say: of them only the beginning and the end is heard.
  if (job.operationId !== null) fetchAgain(client, { queryKey: operationKeys.detail(job.operationId) });
  // An answer that is under way may not know of it.
  if (client.getQueryState(jobKeys.own())?.fetchStatus === 'fetching') fetchAgain(client, { queryKey: jobKeys.own() });
}

/** Of several jobs at once: whoever shows them is drawn once. */
export function onJobsChanged(client: QueryClient, jobs: readonly JobDto[]): void {
  notifyManager.batch(() => {
    for (const job of jobs) onJobChanged(client, job);
  });
}

/** An answer that was under way while a job moved is older than what was heard of the job: that one stays. */
export function newestJob(client: QueryClient, job: JobDto): JobDto {
  const heard = client.getQueryData<JobDto>(jobKeys.detail(job.id));
  return heard && heard.revision > job.revision ? heard : job;
}

/** A node was sampled: its number on the page and, where a history is shown, one point more. Nothing is fetched. */
export function onNodeHealth(client: QueryClient, { nodeId, sample }: { nodeId: string; sample: HealthSample }): void {
  client.setQueryData<HealthSample>(nodeKeys.healthNow(nodeId), sample);
  client.setQueryData<Output<'GET /nodes/{node}/health'>>(nodeKeys.health(nodeId), (held) => {
    if (!held) return held;
    const last = held.items.at(-1);
    if (last && last.at >= sample.at) return held;
    return { items: [...held.items, sample].slice(-healthHistoryLength) };
  });
}

/** A root login moved: written into what the page holds; what only the API knows besides is fetched when the panel itself did something. */
export function onRootLoginChanged(client: QueryClient, { nodeId, stage, reason, observation }: RootLoginChanged): void {
  const moved = (held: RootLoginDto): RootLoginDto => (held.nodeId === nodeId ? { ...held, stage, reason } : held);
  client.setQueryData<RootLoginDto>(nodeKeys.rootLogin(nodeId), (held) => held && moved(held));
  client.setQueriesData<Output<'GET /classes/{class}/root-login'>>(
    { queryKey: classKeys.allRootLogins() },
    (held) => held && { ...held, items: held.items.map(moved) },
  );
  fetchNode(client, nodeId);
  if (observation !== null) return;
  fetchAgain(client, { queryKey: nodeKeys.rootLogin(nodeId) });
  fetchAgain(client, { queryKey: classKeys.allRootLogins() });
  fetchAgain(client, { queryKey: nodeKeys.list() });
}

/** Work on many nodes moved: only a page that shows it has it to fetch again. */
export function onOperationChanged(client: QueryClient, operationId: string): void {
  fetchAgain(client, { queryKey: operationKeys.detail(operationId) });
  fetchAgain(client, { queryKey: operationKeys.classes() });
}

/** The doctor found something. How a report is written is loaded by pages that hold one, and by no other. */
export function onDoctorChanged(client: QueryClient, report: DoctorReport): void {
  if (client.getQueryCache().findAll({ queryKey: doctorKeys.all }).length === 0) return;
  import('./live-doctor').then(
    ({ writeReport }) => writeReport(client, report),
    () => fetchAgain(client, { queryKey: doctorKeys.all }),
  );
}

const liveKeys = [nodeKeys, jobKeys, doctorKeys, operationKeys, classKeys, courseKeys];

/** The page hears of its nodes from now on. What changed between its rendering and this was told to nobody: fetched once more. */
export function onWatching(client: QueryClient): void {
  for (const { all } of liveKeys) fetchAgain(client, { queryKey: all });
}

/** The page hears of its reader's own jobs from now on, likewise. */
export function onConnected(client: QueryClient): void {
  fetchAgain(client, { queryKey: jobKeys.own() });
}

/** After the connection was gone for a while nobody knows what was missed: everything is fetched again. */
export function onReconnected(client: QueryClient): void {
  fetchAgain(client, {});
}

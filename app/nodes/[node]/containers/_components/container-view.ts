import { byName } from '@/lib/shared/by-name';
import type { ContainerDto, ContainerState } from '@/lib/shared/containers';
import type { ContainerUse } from '@/lib/shared/container-usage';
import { composeGroups } from './compose-groups';

/** What may stand between the name of a container and what can be done with it, in this order. */
export const containerColumns = ['state', 'image', 'ports', 'uptime', 'cpu', 'memory', 'size', 'created', 'id'] as const;
export type ContainerColumn = (typeof containerColumns)[number];
export const containerSorts = ['created', 'name', 'image', 'state', 'uptime', 'cpu', 'memory', 'size'] as const;
export type ContainerSort = (typeof containerSorts)[number];
export const containerShows = ['every', 'running', 'paused', 'exited', 'created'] as const;

/** How somebody looks at the containers of a node. */
export interface ContainerView {
  columns: readonly ContainerColumn[];
  sort: ContainerSort;
}

/** What was written is counted by listing files on the node: it is asked for by whoever wants to see it. */
export const firstView: ContainerView = {
  columns: ['state', 'image', 'ports', 'uptime', 'cpu', 'memory', 'id'],
  sort: 'created',
};

/** What was kept may be of another panel, or anybody's text: each part is taken only where it is one of the choices. */
export function readView(text: string | null): ContainerView {
  let held: { columns?: unknown; sort?: unknown } = {};
  try {
    held = (JSON.parse(text ?? '{}') ?? {}) as typeof held;
  } catch {
    // Not ours: the first choice stands.
  }
  const chosen = Array.isArray(held.columns) ? held.columns : firstView.columns;
  return {
    columns: containerColumns.filter((column) => chosen.includes(column)),
    sort: containerSorts.find((sort) => sort === held.sort) ?? firstView.sort,
  };
}

export interface ContainerFilter {
  text: string;
  show: (typeof containerShows)[number];
}

/** Those whose name, image or id has the text, in the state that is asked for. */
export function shownContainers(containers: readonly ContainerDto[], { text, show }: ContainerFilter): ContainerDto[] {
  const wanted = text.trim().toLowerCase();
  return containers.filter(
    ({ name, image, id, state }) =>
      (show === 'every' || state === show) && [name, image, id].some((word) => word.toLowerCase().includes(wanted)),
  );
}

/** What is known of containers besides their rows, by their ids. */
export interface SortValues {
  uses: ReadonlyMap<string, ContainerUse> | null;
  written: ReadonlyMap<string, number> | null;
}

/** Running ones first, as they matter more. */
const stateRank: readonly ContainerState[] = ['running', 'restarting', 'paused', 'created', 'exited', 'removing', 'dead'];
const text = (of: (container: ContainerDto) => string) => (a: ContainerDto, b: ContainerDto) => byName(of(a), of(b));
/** The largest first, those without a value last. */
const most = (of: (container: ContainerDto) => number | null | undefined) => (a: ContainerDto, b: ContainerDto) =>
  (of(b) ?? Number.NEGATIVE_INFINITY) - (of(a) ?? Number.NEGATIVE_INFINITY) || 0;
/** These put the largest first. */
export const isDescending = (sort: ContainerSort): boolean => !['name', 'image', 'state', 'uptime'].includes(sort);

/** In the order that is asked for; the order they come in, the newest first, holds among equals. */
export function sortedContainers(containers: readonly ContainerDto[], sort: ContainerSort, values: SortValues): ContainerDto[] {
  const orders: Record<ContainerSort, (a: ContainerDto, b: ContainerDto) => number> = {
    created: most(({ createdAt }) => Date.parse(createdAt)),
    name: text(({ name }) => name),
    image: text(({ image }) => image),
    state: (a, b) => stateRank.indexOf(a.state) - stateRank.indexOf(b.state),
    // The shortest first: what has just been started.
    uptime: most(({ startedAt }) => (startedAt === null ? null : Date.parse(startedAt))),
    cpu: most(({ id }) => values.uses?.get(id)?.cpuPercent),
    memory: most(({ id }) => values.uses?.get(id)?.memoryBytes),
    size: most(({ id }) => values.written?.get(id)),
  };
  return [...containers].sort(orders[sort]);
}

/** The head of the containers of a Compose project, or of those of none. */
export interface ProjectHead {
  head: string | null;
  services: string[];
}
/** A line of the table. A container is the same object as long as nothing of it changed, so that it is not drawn anew. */
export type ContainerLine = ContainerDto | ProjectHead;
export const isHead = (line: ContainerLine): line is ProjectHead => 'head' in line;

/** Containers below their Compose projects; without heads where there is no project. */
export function containerLines(containers: readonly ContainerDto[]): ContainerLine[] {
  const groups = composeGroups(containers);
  if (groups.every(({ project }) => project === null)) return [...containers];
  return groups.flatMap(({ project, services, containers: of }): ContainerLine[] => [{ head: project, services }, ...of]);
}

import type { ClassListName } from '@/lib/shared/class-lists';
import type { ContainerState } from '@/lib/shared/containers';

/** How rows are grouped. */
export const listGroups = ['node', 'image', 'none'] as const;
export type ListGroup = (typeof listGroups)[number];
/** By what rows are ordered; the first is how they come. */
export const listSorts = {
  containers: ['node', 'student', 'name', 'image', 'state', 'since'],
  images: ['node', 'student', 'name', 'size', 'since'],
} as const satisfies Record<ClassListName, readonly string[]>;
export type ListSort = (typeof listSorts)[ClassListName][number];
/** Which rows are shown, besides those that have the words. */
export const listShows = {
  containers: ['every', 'running', 'exited', 'created', 'paused', 'restarting', 'dead'],
  images: ['every', 'used', 'unused'],
} as const satisfies { containers: ReadonlyArray<ContainerState | 'every'>; images: readonly string[] };
type ListShow = (typeof listShows)[ClassListName][number];

/** What the reader looks at: the page's address says it, so that it can be sent on and comes back with a reload. */
export interface ListChoice {
  list: ClassListName;
  q: string;
  show: ListShow;
  group: ListGroup;
  sort: ListSort;
}

/** As a query has it. */
export type Address = Partial<Record<keyof ListChoice, string | string[]>>;

const first = (list: ClassListName): ListChoice => ({
  list,
  q: '',
  show: 'every',
  group: list === 'images' ? 'image' : 'node',
  sort: 'node',
});

/** Each part only where it is one of the choices: anybody may have written the address. */
export function readAddress(address: Address): ListChoice {
  const given = (key: keyof ListChoice): string => [address[key] ?? ''].flat()[0] ?? '';
  const usual = first(given('list') === 'images' ? 'images' : 'containers');
  const oneOf = <T extends string>(choices: readonly T[], key: keyof ListChoice, otherwise: T): T =>
    choices.find((choice) => choice === given(key)) ?? otherwise;
  return {
    list: usual.list,
    q: given('q').slice(0, 100),
    show: oneOf<ListShow>(listShows[usual.list], 'show', usual.show),
    group: oneOf(listGroups, 'group', usual.group),
    sort: oneOf<ListSort>(listSorts[usual.list], 'sort', usual.sort),
  };
}

/** The query of a choice, with what is not usual alone; empty, or with its question mark. */
export function writeAddress(choice: ListChoice): string {
  const usual = first(choice.list);
  const query = new URLSearchParams();
  if (choice.list !== 'containers') query.set('list', choice.list);
  for (const key of ['q', 'show', 'group', 'sort'] as const) if (choice[key] !== usual[key]) query.set(key, choice[key]);
  return query.size > 0 ? `?${query}` : '';
}

/** The other list with the same words: what else was chosen is of the list it was chosen for. */
export const otherList = (choice: ListChoice, list: ClassListName): ListChoice => ({ ...first(list), q: choice.q });

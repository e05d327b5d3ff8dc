import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { DockerEngine } from './engine';
import { countUse } from './engine/present-images';
import type { DockerEvent } from './engine/system';

/** The lists of a node that are kept true. */
export interface NodeLists {
  containers: ContainerDto[];
  images: ImageDto[];
}
export type ListName = keyof NodeLists;

interface Followed<Name extends ListName> {
  /** @param fresh what was listed just before, in the order of the table. @throws AppError */
  list(engine: DockerEngine, fresh: Partial<NodeLists>): Promise<NodeLists[Name]>;
  /** Whether the list may be another one after this event. */
  isStaleAfter(event: DockerEvent): boolean;
  /** Its rows with what other lists say of them; the node is not asked for that. */
  join?(rows: NodeLists[Name], lists: NodeLists): NodeLists[Name];
}

/** A next list is a line above and one here. */
const followed: { readonly [Name in ListName]: Followed<Name> } = {
  containers: {
    list: (engine) => engine.containers.list(),
    // An image's name is in the rows of its containers, too, and which ports are published depends on their networks.
    isStaleAfter: ({ kind, container }) => kind === 'container' || kind === 'image' || container !== undefined,
  },
  images: {
    list: (engine, { containers }) => engine.images.list(containers),
    isStaleAfter: ({ kind, action }) => kind === 'image' || (kind === 'container' && action === 'commit'),
    join: (images, { containers }) => countUse(images, containers),
  },
};

/** In the order in which they are listed. */
export const listNames = Object.keys(followed) as readonly ListName[];

const each = <T>(value: () => T) => Object.fromEntries(listNames.map((name) => [name, value()])) as Record<ListName, T>;

/** Before anything was listed. */
export const emptyLists = (): NodeLists => each(() => []);
/** A number for each list, 0 at first. */
export const listCounts = (): Record<ListName, number> => each(() => 0);
/** Of a node that was never listed. */
export const unknownLists: Readonly<Record<ListName, null>> = each(() => null);

/** Which lists an event makes stale; none for one that is about something else. */
export function staleAfter(event: DockerEvent): ListName[] {
  return listNames.filter((name) => followed[name].isStaleAfter(event));
}

/** Asks the node for these lists, one after the other: a later one may take over from an earlier. @throws AppError */
export async function askLists(engine: DockerEngine, names: ReadonlySet<ListName>): Promise<Partial<NodeLists>> {
  const fresh: Partial<NodeLists> = {};
  const ask = async <Name extends ListName>(name: Name) => {
    fresh[name] = await followed[name].list(engine, fresh);
  };
  for (const name of listNames) if (names.has(name)) await ask(name);
  return fresh;
}

/** The same lists, each with what the others say of its rows. */
export function joinLists(lists: NodeLists): NodeLists {
  const joined = { ...lists };
  const join = <Name extends ListName>(name: Name) => {
    joined[name] = followed[name].join?.(lists[name], lists) ?? lists[name];
  };
  listNames.forEach(join);
  return joined;
}

import type { QueryClient } from '@tanstack/react-query';
import { byName } from '@/lib/shared/by-name';
import { compareRows } from '@/lib/shared/class-list-rows';
import type { AwayNode, ClassListChanges, ClassListName, ClassRows } from '@/lib/shared/class-lists';
import { fetchAgain } from './fetch-again';
import { classKeys } from './hooks/keys';

/** A list of all nodes of a class as the page has it. */
export interface ClassListView<Name extends ClassListName> {
  /** By node, then by name. */
  rows: ClassRows[Name][];
  away: AwayNode[];
  epoch: string;
  v: number;
}

/** What makes a row the only one of a class: an image has the same id on every node. */
export const rowKey = ({ nodeId, id }: { nodeId: string; id: string }): string => `${nodeId} ${id}`;

/**
 * The list after changes; rows that did not change stay the same objects.
 * @returns null for changes of another list, or with a gap before them: the page needs the list anew
 */
export function applyClassList<Name extends ClassListName>(
  view: ClassListView<Name>,
  changes: ClassListChanges<Name>,
): ClassListView<Name> | null {
  if (changes.epoch !== view.epoch || changes.v > view.v + 1) return null;
  if (changes.v <= view.v) return view;
  const gone = new Set(changes.gone.map(([nodeId, id]) => rowKey({ nodeId, id })));
  const left = new Set(changes.away.map(({ nodeId }) => nodeId));
  const fresh = new Map(changes.rows.map((row) => [rowKey(row), row]));
  let moved = false;
  const rows = view.rows.flatMap((row) => {
    const key = rowKey(row);
    if (left.has(row.nodeId) || gone.has(key)) return [];
    const now = fresh.get(key);
    if (!now) return [row];
    fresh.delete(key);
    moved ||= compareRows(changes.list)(row, now) !== 0;
    return [now];
  });
  rows.push(...fresh.values());
  if (moved || fresh.size > 0) rows.sort(compareRows(changes.list));
  const back = new Set([...changes.back, ...left]);
  const away =
    back.size === 0 ? view.away : [...view.away.filter(({ nodeId }) => !back.has(nodeId)), ...changes.away].sort(byNode);
  return { ...view, v: changes.v, rows, away };
}

const byNode = (a: AwayNode, b: AwayNode): number => byName(a.node, b.node);

/** Changes that came while the list was being read, page by page: they are applied to what was read. */
const missed = new WeakMap<QueryClient, Map<string, ClassListChanges[]>>();
/** More is not kept: the list is read anew then. */
const missedMax = 500;
/** How often a list is read once more because its changes do not fit; after that the next change asks for it. */
const readAgain = 2;

/** Reads a list; what is told meanwhile is in it. @param read all pages, as of the first one's number */
export async function readClassList<Name extends ClassListName>(
  client: QueryClient,
  { classId, list }: { classId: string; list: Name },
  read: () => Promise<ClassListView<Name>>,
): Promise<ClassListView<Name>> {
  const waiting = missed.get(client) ?? new Map<string, ClassListChanges[]>();
  missed.set(client, waiting);
  const key = JSON.stringify(classKeys.rows(classId, list));
  const changes: ClassListChanges[] = [];
  waiting.set(key, changes);
  try {
    for (let again = 0; ; again++) {
      changes.length = 0;
      let view: ClassListView<Name> | null = await read();
      for (const change of changes) view = view && applyClassList(view, change as ClassListChanges<Name>);
      if (view) return view;
      // What came is of another list, or has a gap: this one was read from before.
      if (again === readAgain) return read();
    }
  } finally {
    if (waiting.get(key) === changes) waiting.delete(key);
  }
}

/** Written into the list that is shown; what cannot be applied asks for another one. */
export function writeClassList(client: QueryClient, changes: ClassListChanges): void {
  const queryKey = classKeys.rows(changes.classId, changes.list);
  const waiting = missed.get(client)?.get(JSON.stringify(queryKey));
  if (waiting && waiting.length < missedMax) waiting.push(changes);
  const held = client.getQueryData<ClassListView<ClassListName>>(queryKey);
  // One whose first reading failed is tried again: the panel is there.
  if (!held && client.getQueryState(queryKey)?.status !== 'error') return;
  const view = held ? applyClassList(held, changes) : null;
  if (view) client.setQueryData<ClassListView<ClassListName>>(queryKey, view);
  // One that is being read already is answered with what is now.
  else if (!waiting) fetchAgain(client, { queryKey });
}

import { byName } from '@/lib/shared/by-name';
import { containersCommand, removeImagesCommand } from '@/lib/shared/class-commands';
import { hasWords, rowName, wordsOf } from '@/lib/shared/class-list-rows';
import type { ClassContainer, ClassImage, ClassListName, ClassRows } from '@/lib/shared/class-lists';
import type { ContainerAction } from '@/lib/shared/operations';
import type { ListChoice, ListGroup, ListSort } from './list-address';

export type Row = ClassContainer | ClassImage;
/** What can be done to what is selected. */
export type BulkAction = ContainerAction | 'removeImages';

export const isImage = (row: Row): row is ClassImage => 'tags' in row;
export const nameOf = (row: Row): string => (isImage(row) ? rowName.images(row) : rowName.containers(row));
/** Without the `sha256:` of one that has no name. */
const imageOf = (row: Row): string => (isImage(row) ? nameOf(row) : row.image).replace(/^sha256:([a-f0-9]{12})[a-f0-9]*$/, '$1');

export interface RowGroup {
  key: string;
  title: string;
  rows: Row[];
}
/** A line of the table: the head of a group, or a row. */
export type Line = { group: RowGroup; folded: boolean } | { row: Row };

/** The rows that are asked for, in their order. @param rows of the list, by node and name */
export function shownRows<Name extends ClassListName>(rows: readonly ClassRows[Name][], choice: ListChoice): Row[] {
  const words = wordsOf(choice.q);
  const asked = rows.filter((row) => isShown(row, choice) && hasWords(choice.list as Name, row, words));
  const order = orders[choice.sort];
  // The order they come in holds among equals.
  return order ? asked.sort(order) : asked;
}

function isShown(row: Row, { show }: ListChoice): boolean {
  if (show === 'every') return true;
  return isImage(row) ? row.containers > 0 === (show === 'used') : row.state === show;
}

const text = (of: (row: Row) => string) => (a: Row, b: Row) => byName(of(a), of(b));
/** The latest, or the largest, first. */
const most = (of: (row: Row) => number) => (a: Row, b: Row) => of(b) - of(a);
/** Those nobody has come last. */
const orders: Record<ListSort, ((a: Row, b: Row) => number) | null> = {
  node: null,
  student: (a, b) => Number(b.students.length > 0) - Number(a.students.length > 0) || text((row) => row.students.join(' '))(a, b),
  name: text(nameOf),
  image: text(imageOf),
  state: text((row) => (isImage(row) ? '' : row.state)),
  since: most((row) => Date.parse((isImage(row) ? null : row.startedAt) ?? row.createdAt)),
  size: most((row) => (isImage(row) ? row.sizeBytes : 0)),
};

/** The groups of these rows, by their titles; one without a head where they are not grouped. */
export function groupsOf(rows: readonly Row[], group: ListGroup): RowGroup[] {
  const of: Record<Exclude<ListGroup, 'none'>, (row: Row) => [key: string, title: string]> = {
    node: (row) => [row.nodeId, row.node],
    image: (row) => [imageOf(row), imageOf(row)],
  };
  if (group === 'none') return [];
  const groups = new Map<string, RowGroup>();
  for (const row of rows) {
    const [key, title] = of[group](row);
    const held = groups.get(key);
    if (held) held.rows.push(row);
    else groups.set(key, { key, title, rows: [row] });
  }
  return [...groups.values()].sort((a, b) => byName(a.title, b.title));
}

/** What stands in the table, one below the other. @param folded keys of groups whose rows are not shown */
export function linesOf(rows: readonly Row[], groups: readonly RowGroup[], folded: ReadonlySet<string>): Line[] {
  if (groups.length === 0) return rows.map((row) => ({ row }));
  return groups.flatMap((group): Line[] => {
    const isFolded = folded.has(group.key);
    return [{ group, folded: isFolded }, ...(isFolded ? [] : group.rows.map((row) => ({ row })))];
  });
}

/** What is selected, by the names of its nodes. */
export const byNodeOf = (rows: readonly Row[]): Map<string, Row[]> => Map.groupBy(rows, ({ node }) => node);

/** Ids as an operation takes them, by node: as long as Docker prints them, so that a large class fits one request. */
export function refsOf(rows: readonly Row[]): Record<string, string[]> {
  return Object.fromEntries([...byNodeOf(rows)].map(([node, own]) => [node, own.map(refOf)]));
}

/** What these are called, by the same. */
export const namesOf = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [refOf(row), nameOf(row)]));

const refOf = (row: Row): string => (isImage(row) ? row.id.slice(0, 'sha256:'.length + 12) : row.id.slice(0, 12));

/** The command of each node, and the nodes that have the same; the most nodes first. */
export function commandsOf(rows: readonly Row[], action: BulkAction): Array<{ command: string; nodes: string[] }> {
  const commands = new Map<string, string[]>();
  for (const [node, own] of byNodeOf(rows)) {
    const command =
      action === 'removeImages' ? removeImagesCommand(own.filter(isImage)) : containersCommand(action, own.map(nameOf));
    commands.set(command, [...(commands.get(command) ?? []), node]);
  }
  return [...commands].map(([command, nodes]) => ({ command, nodes })).sort((a, b) => b.nodes.length - a.nodes.length);
}

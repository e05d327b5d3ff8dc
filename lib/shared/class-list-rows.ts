import { byName } from './by-name';
import type { ClassContainer, ClassImage, ClassListName, ClassRows } from './class-lists';

// Without zod: the page reads the rows and needs no schema for them.

/** By what a list shows a row. */
export const rowName = {
  containers: ({ name }: ClassContainer): string => name,
  /** The first tag; without one the id, which no name is like. */
  images: ({ tags, id }: ClassImage): string => tags[0] ?? id,
} satisfies { [Name in ClassListName]: (row: ClassRows[Name]) => string };

/** What stands in a row, as one text in small letters. */
const rowText = {
  containers: ({ name, image, node, students, id }: ClassContainer): string => text([name, image, node, id, ...students]),
  images: ({ tags, node, students, id }: ClassImage): string => text([...tags, node, id, ...students]),
} satisfies { [Name in ClassListName]: (row: ClassRows[Name]) => string };
// A line each, so that no word is found across two of them.
const text = (parts: string[]): string => parts.join('\n').toLowerCase();

/** Whether every word of a question stands in a row. @param words as {@link wordsOf} makes them */
export function hasWords<Name extends ClassListName>(list: Name, row: ClassRows[Name], words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const own = (rowText[list] as (row: ClassRows[Name]) => string)(row);
  return words.every((word) => own.includes(word));
}

/** The words of a question, in small letters. */
export const wordsOf = (q: string): string[] => q.toLowerCase().split(/\s+/).filter(Boolean);

/** The order of a list: by node, then by what the row is called. */
export function compareRows<Name extends ClassListName>(list: Name): (a: ClassRows[Name], b: ClassRows[Name]) => number {
  const nameOf = rowName[list] as (row: ClassRows[Name]) => string;
  return (a, b) => byName(a.node, b.node) || byName(nameOf(a), nameOf(b)) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

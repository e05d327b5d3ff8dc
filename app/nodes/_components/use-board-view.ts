'use client';

import { useEffect, useState } from 'react';
import type { NodeSort } from '@/lib/shared/node-list';

const boardViews = ['tiles', 'compact', 'table'] as const;
type BoardView = (typeof boardViews)[number];
/** Which nodes are shown: every one, those that need somebody, those nobody has. */
export const boardShows = ['every', 'unwell', 'free'] as const;
export type BoardShow = (typeof boardShows)[number];
export const boardSorts = ['name', 'worst', 'student', 'seen', 'host'] as const satisfies readonly NodeSort[];

export interface BoardChoice {
  view: BoardView;
  sort: NodeSort;
  show: BoardShow;
  /** A class's id, `none`, or the empty text for all. */
  classId: string;
}

const key = 'berth.nodes';
const first: BoardChoice = { view: 'tiles', sort: 'name', show: 'every', classId: '' };

/** What was kept may be of an older panel, or anybody's text: each part is taken only where it is one of the choices. */
export function readBoardChoice(text: string | null): BoardChoice {
  let held: Partial<Record<keyof BoardChoice, unknown>> = {};
  try {
    held = (JSON.parse(text ?? '{}') ?? {}) as typeof held;
  } catch {
    // Not ours: the first choice stands.
  }
  const oneOf = <T extends string>(choices: readonly T[], value: unknown, otherwise: T): T =>
    choices.includes(value as T) ? (value as T) : otherwise;
  return {
    view: oneOf(boardViews, held.view, first.view),
    sort: oneOf(boardSorts, held.sort, first.sort),
    show: oneOf(boardShows, held.show, first.show),
    classId: typeof held.classId === 'string' && /^([a-z0-9]{24}|none)?$/.test(held.classId) ? held.classId : '',
  };
}

/** How the reader looks at the nodes, kept in this browser. The first paint is the server's: it knows nothing of it. */
export function useBoardChoice(): [BoardChoice, (part: Partial<BoardChoice>) => void] {
  const [choice, setChoice] = useState(first);
  useEffect(() => setChoice(readBoardChoice(localStorage.getItem(key))), []);
  return [
    choice,
    (part) => {
      const next = { ...choice, ...part };
      setChoice(next);
      localStorage.setItem(key, JSON.stringify(next));
    },
  ];
}

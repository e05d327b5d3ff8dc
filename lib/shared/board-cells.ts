// Without schemas, so that the page of the board does not load zod.
import type { BoardRow } from './board';
import { type PassedHow, passedHows, type StepState, stepStates } from './step-states';

/** Why a student needs somebody, the most urgent first. */
export const boardNeeds = ['hand', 'errored', 'stuck', 'idle', 'behind'] as const;
export type BoardNeed = (typeof boardNeeds)[number];

export interface BoardCell {
  state: StepState;
  how: PassedHow | null;
  /** Spent on it, or being spent; 255 is that or more. */
  minutes: number;
}

/** State in the low three bits; above them how it was passed, 0 for not at all. */
export function cellByte(cell: Pick<BoardCell, 'state' | 'how'>): number {
  return stepStates.indexOf(cell.state) | ((cell.how === null ? 0 : passedHows.indexOf(cell.how) + 1) << 3);
}

/** One cell from its two bytes. An unknown state is `untouched`. */
export function readCell(state: number, minutes: number): BoardCell {
  return { state: stepStates[state & 7] ?? 'untouched', how: passedHows[(state >> 3) - 1] ?? null, minutes };
}

/** student2 before student10. */
const byName = new Intl.Collator(['ko', 'en'], { numeric: true }).compare;

/** The order of two rows: who needs somebody more, then who has waited longer, then the name. */
export function byNeed(
  a: Pick<BoardRow, 'need' | 'needSince' | 'name'>,
  b: Pick<BoardRow, 'need' | 'needSince' | 'name'>,
): number {
  const rank = (need: BoardNeed | null) => (need === null ? boardNeeds.length : boardNeeds.indexOf(need));
  const since = (text: string | null) => (text === null ? 0 : Date.parse(text));
  return rank(a.need) - rank(b.need) || since(a.needSince) - since(b.needSince) || byName(a.name, b.name);
}

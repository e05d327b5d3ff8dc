import { isDestroying } from '../courses/destroys';
import type { DraftCommand, ForeignPlace, Importing } from './draft';

/** Of one command in `lesson.yaml`. */
export const commandChars = 4000;

/** @returns null for what cannot be typed, which is said in the losses */
export function commandOf(importing: Importing, text: string, place: ForeignPlace): DraftCommand | null {
  const run = text
    .split('\n')
    .map((line) => line.replaceAll('\t', '    ').trimEnd())
    .join('\n')
    .trim();
  if (run === '') return null;
  if (text.trim().includes('\t')) importing.lose(place, 'character', 'U+0009');
  if (run.length > commandChars) {
    importing.lose(place, 'command', `${run.slice(0, 60)}…`);
    return null;
  }
  importing.needs.command(run, place);
  return { run, ...(isDestroying(run) && { kind: 'destroy' }) };
}

const pressed = /\^(ESC|\[|[A-Za-z\\])/g;

/** Keys as Katacoda writes them, `^P^Q`. @returns null for what is no such text */
export function keysOf(text: string): DraftCommand | null {
  const keys = [...text.matchAll(pressed)].map(([, key = '']) =>
    /^(?:ESC|\[)$/.test(key) ? 'esc' : `ctrl-${key.toLowerCase()}`,
  );
  return keys.length > 0 && text.replace(pressed, '').trim() === '' ? { run: keys.join(' '), keys: true } : null;
}

/** Ends what runs in the terminal. */
export const interrupt: DraftCommand = { run: 'ctrl-c', keys: true };

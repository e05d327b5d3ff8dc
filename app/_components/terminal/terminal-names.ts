import type { TerminalNames } from './terminal-sessions';

const storageKey = 'berth-terminal-names';
/** More than anybody has open: the oldest are forgotten. */
const kept = 60;

function read(): Array<[string, string]> {
  try {
    const pairs: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    if (!Array.isArray(pairs)) return [];
    return pairs.filter(
      (pair): pair is [string, string] => Array.isArray(pair) && pair.every((part) => typeof part === 'string'),
    );
  } catch {
    // No storage, or something else wrote there.
    return [];
  }
}

/** Kept in this browser, so that a reload does not lose them. */
export const storedNames: TerminalNames = {
  get: (id) => read().find(([of]) => of === id)?.[1] ?? null,
  set(id, name) {
    const others = read().filter(([of]) => of !== id);
    try {
      localStorage.setItem(storageKey, JSON.stringify([...others, ...(name === null ? [] : [[id, name]])].slice(-kept)));
    } catch {
      // For this page only.
    }
  },
};

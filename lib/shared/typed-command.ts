/** Keys with a name of their own in a course (ECMA-48, xterm control sequences). */
const namedKeys: Record<string, string> = {
  enter: '\r',
  tab: '\t',
  esc: '\x1b',
  space: ' ',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
};

/** The bytes of keys as a course writes them: `ctrl-p ctrl-q` is 0x10 0x11. Null where one of them is not known. */
export function keysOf(text: string): string | null {
  let bytes = '';
  for (const name of text.trim().toLowerCase().split(/\s+/)) {
    const letter = /^ctrl-([a-z])$/.exec(name)?.[1];
    const key = letter ? String.fromCharCode(letter.charCodeAt(0) & 31) : namedKeys[name];
    if (key === undefined) return null;
    bytes += key;
  }
  return bytes;
}

/** The lines of a command, without empty ones at its end. */
export const linesOf = (run: string): string[] => run.replace(/\s+$/, '').split(/\r\n|\r|\n/);

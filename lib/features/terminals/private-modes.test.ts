import { expect, test } from 'vitest';
import { createPrivateModeReader } from './private-modes';

function heard(...pieces: string[]): string[] {
  const modes: string[] = [];
  const read = createPrivateModeReader((mode, isSet) => modes.push(`${mode}${isSet ? 'h' : 'l'}`));
  for (const piece of pieces) read(Buffer.from(piece));
  return modes;
}

test('modes are heard in their order among other output, several in one sequence too', () => {
  expect(heard('a\x1b[?25l\x1b[31mb\x1b[?1049;2004hc\x1b[?25h')).toEqual(['25l', '1049h', '2004h', '25h']);
});

test('a sequence cut anywhere is heard once', () => {
  const text = 'one\x1b[?1049htwo\x1b[?25l';
  for (let cut = 0; cut <= text.length; cut++) expect(heard(text.slice(0, cut), text.slice(cut))).toEqual(['1049h', '25l']);
  expect(heard(...text)).toEqual(['1049h', '25l']);
});

test('what only looks like one is none', () => {
  expect(heard('\x1b[4h\x1b[?6n\x1b[?\n25h', '\x1b', 'x[?25h', '\x1b[?$p')).toEqual([]);
});

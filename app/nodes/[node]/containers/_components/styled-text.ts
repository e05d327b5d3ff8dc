import { type Color, parseAnsiSequences } from 'ansi-sequence-parser';
import { plainText } from '@/app/_components/format';

/** A piece of a line in one style. */
export interface StyledPiece {
  text: string;
  /** One of the sixteen colours, as a part of a class; null for the page's own, also where a program chose one out of more. */
  colour: string | null;
  bold: boolean;
  underline: boolean;
}

/** Select Graphic Rendition (ECMA-48 8.3.117): what a line may look like. Every other sequence does something to a terminal. */
const rendition = /\u001b\[[\d;]*m/g;

/** A line of a log with its colours; what else a terminal would obey is left out. */
export function styledText(text: string): StyledPiece[] {
  if (!text.includes('\u001b')) return [{ text: plainText(text), colour: null, bold: false, underline: false }];
  // Between two renditions everything is plain.
  let clean = '';
  let from = 0;
  for (const match of text.matchAll(rendition)) {
    clean += plainText(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  clean += plainText(text.slice(from));
  return parseAnsiSequences(clean)
    .filter(({ value }) => value !== '')
    .map(({ value, foreground, decorations }) => ({
      ...{ text: value, colour: nameOf(foreground) },
      ...{ bold: decorations.has('bold'), underline: decorations.has('underline') },
    }));
}

const nameOf = (colour: Color | null): string | null =>
  colour?.type === 'named' ? colour.name.replace(/^bright/, '').toLowerCase() : null;

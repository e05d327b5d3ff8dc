/** How the lines of a text end; a text field knows `\n` alone, so one that has both, or a `\r` by itself, cannot be given back as it was. */
export type LineEnds = 'lf' | 'crlf' | 'mixed';

export function lineEndsOf(text: string): LineEnds {
  if (!text.includes('\r')) return 'lf';
  return /(?<!\r)\n|\r(?!\n)/.test(text) ? 'mixed' : 'crlf';
}

export const toField = (text: string): string => text.replaceAll('\r\n', '\n');
export const fromField = (text: string, ends: LineEnds): string => (ends === 'crlf' ? text.replaceAll('\n', '\r\n') : text);

/** Has characters that show as nothing or turn the direction of what stands around: a program may not be what it looks like. */
export const hasUnseen = (text: string): boolean => /[^\P{Cc}\t\n\r]|\p{Cf}/u.test(text.replace(/^\ufeff/, ''));

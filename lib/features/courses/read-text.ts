import { type CourseIssue, issueAt, placeIn, startOf } from './issue';

/** Control characters other than tab and line feed, and the marks that change the direction of what is shown (Unicode UAX #9). */
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Whether a text shows everything it holds: what is typed into a terminal must be what the page shows. */
export const isPlain = (text: string): boolean => !hidden.test(text);

/**
 * A text file of a course: UTF-8, without a byte order mark, lines ended by LF (CRLF is taken as LF, which moves no line or column).
 * @returns null, with the reason in `issues`, for what is no text
 */
export function readText(file: string, bytes: Uint8Array, issues: CourseIssue[]): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    issues.push(issueAt(startOf(file), 'text', 'The file is not UTF-8 text.'));
    return null;
  }
  const found = hidden.exec(text);
  if (!found) return text;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  issues.push(issueAt(placeIn(file, text, found.index), 'text', `The file holds the invisible character U+${code}.`));
  return null;
}

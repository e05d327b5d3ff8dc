import { type CourseIssue, issueAt } from './issue';

/**
 * What a Markdown file may cost to parse, found before it is parsed. The parser takes time that grows with the square of the markup in one
 * paragraph (8 kB of `[` take seconds) and faster with directives inside each other, and it cannot be interrupted.
 */
export const markdownLimits = {
  /** Bytes of one file. */
  bytes: 48 * 1024,
  /** Characters with a meaning in Markdown, in one paragraph, table or list without a blank line. */
  inParagraph: 1000,
  /** The sum of the squares of those, over the whole course. */
  inCourse: 20_000_000,
  /** `:::note` inside `:::note`. */
  containers: 3,
  /** Lists, quotes and emphasis inside each other. */
  depth: 16,
} as const;

const markup = /[[\]()!*_~<>:`{}&|@#+\-.]/g;
const rawHtml = /^ {0,3}<(?!https?:|mailto:)[a-z!?/]/i;

/** How much markup a course has used up. */
export interface MarkdownBudget {
  spent: number;
}

/**
 * Refuses what would take the parser long. @param options.allowsHtml for a text that does not reach a page as it is
 * @returns false with the reason in `issues`
 */
export function isCheapMarkdown(
  file: string,
  text: string,
  budget: MarkdownBudget,
  issues: CourseIssue[],
  { allowsHtml = false } = {},
): boolean {
  const refuse = (line: number, code: 'html' | 'size' | 'directive', message: string): false => {
    issues.push(issueAt({ file, line: line + 1, col: 1 }, code, message));
    return false;
  };
  let fence: string | null = null;
  let begun = 0;
  let inParagraph = 0;
  let open: number[] = [];
  for (const [index, line] of `${text}\n`.split('\n').entries()) {
    const [, mark, info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence !== null) {
      if (mark?.startsWith(fence) && info.trim() === '') fence = null;
      continue;
    }
    if (mark && !(mark.startsWith('`') && info.includes('`'))) fence = mark;
    if (!allowsHtml && rawHtml.test(line)) return refuse(index, 'html', htmlMessage);
    open = containersAfter(open, line);
    if (open.length > markdownLimits.containers)
      return refuse(index, 'directive', 'Directives (:::) lie too deep inside each other.');
    if (fence === null && line.trim() !== '') {
      if (inParagraph === 0) begun = index;
      inParagraph += line.match(markup)?.length ?? 0;
      if (inParagraph > markdownLimits.inParagraph)
        return refuse(begun, 'size', 'This paragraph has too much markup. Divide it by blank lines.');
      continue;
    }
    budget.spent += inParagraph ** 2;
    inParagraph = 0;
  }
  if (budget.spent > markdownLimits.inCourse) return refuse(0, 'size', 'The course has too much markup up to this file.');
  return true;
}

export const htmlMessage = 'Raw HTML is not used in a course. Put words in <…> between backticks.';

/** Lengths of the `:::` that are still open after a line. A closing one ends the outermost that is not longer, and all inside it. */
function containersAfter(open: number[], line: string): number[] {
  const [, colons, name] = /^\s*(:{3,})(\S?)/.exec(line) ?? [];
  if (!colons) return open;
  if (name) return [...open, colons.length];
  const closed = open.findIndex((length) => length <= colons.length);
  return closed < 0 ? open : open.slice(0, closed);
}

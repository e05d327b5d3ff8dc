import type { Processor } from 'unified';
import { type CourseIssue, issueAt } from './issue';
import { type MarkdownNode, type MarkdownRoot, markdownParser } from './parse-markdown';

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
  /** Marks of lists, quotes and footnotes before the text of one line: more take long even where no text is read. */
  marksOfLine: 64,
  /** Lines `:::note` that have no closing one, in code blocks too: so many take long even where no text is read. */
  openLines: 60,
} as const;

const markup = /[[\]()!*_~<>:`{}&|@#+\-.]/g;
const containerMarks = /^(?:[ \t]*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s)|\[\^[^\]\s]+\]:))+/;
const containerMark = />|[-+*]|\d+[.)]|\[\^[^\]\s]+\]:/g;

/** The constructs of CommonMark, GFM and directives that stand inside a paragraph (micromark's names). */
const inText = [
  ...['attention', 'autolink', 'characterEscape', 'characterReference', 'codeText', 'definition', 'hardBreakEscape', 'htmlText'],
  ...['labelEnd', 'labelStartImage', 'labelStartLink', 'directiveText', 'strikethrough', 'tasklistCheck'],
  ...['emailAutolink', 'protocolAutolink', 'wwwAutolink', 'gfmFootnoteCall', 'gfmPotentialFootnoteCall'],
];

/** A parser that finds paragraphs, lists and code blocks, and leaves text unread: its time grows with the length of the file. */
function blockParser(directives: boolean) {
  return markdownParser({ directives }).use(function withoutText(this: Processor) {
    const extensions = this.data('micromarkExtensions') ?? [];
    this.data('micromarkExtensions', [...extensions, { disable: { null: inText } }]);
  });
}
const blockParsers = { true: blockParser(true).freeze(), false: blockParser(false).freeze() };

/** How much markup a course has used up. */
export interface MarkdownBudget {
  spent: number;
}

/**
 * Refuses what would take the parser long. @param options.directives whether `:::note` is one
 * @returns false with the reason in `issues`
 */
export function isCheapMarkdown(
  file: string,
  text: string,
  budget: MarkdownBudget,
  issues: CourseIssue[],
  { directives = true } = {},
): boolean {
  const refuse = (line: number, code: 'size' | 'directive', message: string): false => {
    issues.push(issueAt({ file, line, col: 1 }, code, message));
    return false;
  };
  const lines = `${text}\n`.split('\n');
  const crowded = firstCrowdedLine(lines, directives);
  if (crowded?.why === 'marks') return refuse(crowded.line, 'size', 'This line has too many marks of lists and quotes.');
  if (crowded) return refuse(crowded.line, 'directive', tooDeepMessage);
  const { deepLine, codeLines } = blocksOf(blockParsers[`${directives}`].parse(text) as MarkdownRoot);
  if (deepLine !== null) return refuse(deepLine, 'directive', tooDeepMessage);
  let begun = 0;
  let inParagraph = 0;
  for (const [index, line] of lines.entries()) {
    if (!codeLines.has(index + 1) && line.trim() !== '') {
      if (inParagraph === 0) begun = index + 1;
      inParagraph += line.match(markup)?.length ?? 0;
      if (inParagraph > markdownLimits.inParagraph)
        return refuse(begun, 'size', 'This paragraph has too much markup. Divide it by blank lines.');
      continue;
    }
    budget.spent += inParagraph ** 2;
    inParagraph = 0;
  }
  if (budget.spent > markdownLimits.inCourse) return refuse(1, 'size', 'The course has too much markup up to this file.');
  return true;
}

export const htmlMessage = 'Raw HTML is not used in a course. Put words in <…> between backticks.';
const tooDeepMessage = 'Directives (:::) lie too deep inside each other.';

/** The first line, from 1, that would take even the parser of blocks long. */
function firstCrowdedLine(lines: readonly string[], directives: boolean): { line: number; why: 'marks' | 'open' } | null {
  let open: number[] = [];
  for (const [index, line] of lines.entries()) {
    const marks = containerMarks.exec(line)?.[0].match(containerMark)?.length ?? 0;
    if (marks > markdownLimits.marksOfLine) return { line: index + 1, why: 'marks' };
    open = directives ? containersAfter(open, line) : open;
    if (open.length > markdownLimits.openLines) return { line: index + 1, why: 'open' };
  }
  return null;
}

/** Lengths of the `:::` that are still open after a line. A closing one ends the outermost that is not longer, and all inside it. */
function containersAfter(open: number[], line: string): number[] {
  const [, colons, name] = /^\s*(:{3,})(\S?)/.exec(line) ?? [];
  if (!colons) return open;
  if (name) return [...open, colons.length];
  const closed = open.findIndex((length) => length <= colons.length);
  return closed < 0 ? open : open.slice(0, closed);
}

/** Of a tree of blocks: the lines of its code, whose marks are none, and where directives lie too deep. Lines count from 1. */
function blocksOf(root: MarkdownRoot): { codeLines: ReadonlySet<number>; deepLine: number | null } {
  const codeLines = new Set<number>();
  let deepLine: number | null = null;
  const visit = (node: MarkdownNode, containers: number): void => {
    const line = node.position?.start.line ?? 1;
    if (node.type === 'code') for (let at = line; at <= (node.position?.end.line ?? line); at++) codeLines.add(at);
    const inside = containers + (node.type === 'containerDirective' ? 1 : 0);
    if (inside > markdownLimits.containers) deepLine ??= line;
    if ('children' in node) for (const child of node.children as MarkdownNode[]) visit(child, inside);
  };
  for (const node of root.children) visit(node, 0);
  return { codeLines, deepLine };
}

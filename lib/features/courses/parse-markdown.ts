import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type CourseIssue, issueAt, type Place, startOf } from './issue';

/**
 * A new parser of CommonMark and GFM, and of directives where they are wanted: all readers of Markdown find the same blocks. `3~5개` is no
 * struck text.
 */
export function markdownParser({ directives }: { directives: boolean }) {
  const parser = unified().use(remarkParse).use(remarkGfm, { singleTilde: false });
  return directives ? parser.use(remarkDirective) : parser;
}

/** With emphasis that ends before a Korean particle. */
const processor = markdownParser({ directives: true }).use(remarkCjkFriendly).freeze();

export type MarkdownRoot = ReturnType<typeof processor.parse>;
export type MarkdownNode = MarkdownRoot['children'][number];
export type NodeOf<T extends MarkdownNode['type']> = Extract<MarkdownNode, { type: T }>;

/** The tree of a Markdown file as the parser gives it. @returns null with the reason in `issues` when it is nested too deeply */
export function parseMarkdown(file: string, text: string, issues: CourseIssue[]): MarkdownRoot | null {
  try {
    return processor.parse(text);
  } catch {
    issues.push(issueAt(startOf(file), 'markdown', 'The file cannot be read as Markdown: it is nested too deeply.'));
    return null;
  }
}

/** Where a node begins. Nodes that the parser makes itself have no place; their file's start stands for it. */
export function placeOf(file: string, node: { position?: MarkdownNode['position'] }): Place {
  const start = node.position?.start;
  return start ? { file, line: start.line, col: start.column } : startOf(file);
}

/** What stands in the file for a node. */
export const sourceOf = (text: string, node: { position?: MarkdownNode['position'] }): string =>
  text.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);

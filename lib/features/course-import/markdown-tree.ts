import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { type MarkdownNode, type MarkdownRoot, markdownParser } from '../courses/parse-markdown';

/** Formats of others have no directives: `:smile:` and `10:30` are text there. */
const plain = markdownParser({ directives: false }).use(remarkCjkFriendly).freeze();
const withDirectives = markdownParser({ directives: true }).use(remarkCjkFriendly).freeze();
const writer = unified()
  .use(remarkStringify, {
    bullet: '-',
    emphasis: '*',
    fence: '`',
    fences: true,
    listItemIndent: 'one',
    rule: '-',
    resourceLink: true,
    // remark-directive's own pattern looks at the character before, and is left out where that one is escaped: `\\~:a` would be a directive.
    unsafe: [{ character: ':', after: '[A-Za-z]', inConstruct: 'phrasing' }],
  })
  .use(remarkGfm, { singleTilde: false })
  .use(remarkDirective)
  .use(remarkCjkFriendly)
  .freeze();

/** @returns null where it is nested too deeply to be read */
export function readTree(text: string, { directives }: { directives: boolean }): MarkdownRoot | null {
  try {
    return (directives ? withDirectives : plain).parse(text);
  } catch {
    return null;
  }
}

/** The Markdown of a course for some blocks. */
export const writeTree = (blocks: readonly MarkdownNode[]): string =>
  blocks.length === 0 ? '' : writer.stringify({ type: 'root', children: [...blocks] } as MarkdownRoot).trim();

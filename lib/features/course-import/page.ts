import type { MarkdownNode, NodeOf } from '../courses/parse-markdown';
import type { DraftCommand, ForeignPlace, Importing } from './draft';

/** A code block of a page, as its format writes it. */
interface ForeignCode {
  lang: string | null;
  /** What stands after the language. */
  meta: string;
  value: string;
}

/** How one format differs from plain Markdown. */
export interface Dialect {
  directives: boolean;
  /** @returns what to show, its commands having been added to the page; null: nothing */
  code(page: PageImport, code: ForeignCode, place: ForeignPlace): ForeignCode | null;
  /** `` `ls`{{exec}} ``: what stands right behind inline code. @returns what is left of it */
  afterInlineCode(page: PageImport, value: string, rest: string, place: ForeignPlace): string;
  /** An address. @returns an address of the web to link to, a text to stand in its place, or null to show only what is said */
  link(page: PageImport, url: string, place: ForeignPlace): { href: string } | { text: string } | null;
  /** Names of the format within a text. */
  text(page: PageImport, value: string, place: ForeignPlace): string;
  /** A directive. @returns null for one that is not of this format */
  directive(page: PageImport, node: DirectiveNode, place: ForeignPlace): DirectiveResult | null;
}

export type DirectiveNode = NodeOf<'textDirective'> | NodeOf<'leafDirective'> | NodeOf<'containerDirective'>;
/** `inside`: its children are read as if they stood for themselves, after `before`. */
export type DirectiveResult = { inside: true; before?: MarkdownNode } | { nodes: MarkdownNode[] };

/** One page on its way into a course. */
export interface PageImport {
  importing: Importing;
  dialect: Dialect;
  file: string;
  /** Lines of the file before the text. */
  offset: number;
  /** Where pictures are looked for. */
  pictureFolders: string[];
  /** The first level of headings, 3 below the title of a step. */
  topHeading: 2 | 3;
  commands: DraftCommand[];
}

/** Where a part of the page stands in its file. */
export const placeOfNode = (
  page: Pick<PageImport, 'file' | 'offset'>,
  node: { position?: MarkdownNode['position'] },
): ForeignPlace => ({
  file: page.file,
  line: (node.position?.start.line ?? 1) + page.offset,
});

export const textNode = (value: string): MarkdownNode => ({ type: 'text', value });
export const paragraph = (...children: MarkdownNode[]): MarkdownNode =>
  ({ type: 'paragraph', children }) as Extract<MarkdownNode, { type: 'paragraph' }>;

/** Only letters and what names of languages have, so that nothing else of the line comes over. */
export const plainLanguage = (lang: string | null): string | null =>
  lang !== null && /^[a-z][a-z0-9+#-]{0,19}$/i.test(lang) ? lang : null;

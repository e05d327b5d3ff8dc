import { isCheapMarkdown } from '../courses/markdown-limits';
import type { MarkdownNode } from '../courses/parse-markdown';
import { convertBlocks } from './convert-blocks';
import { readTree, writeTree } from './markdown-tree';
import type { PageImport } from './page';

/** A page that cannot be read: the import of its scenario is refused. */
export class PageRefused extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${file}:${line}: ${reason}`);
  }
}

/**
 * A text in Markdown as a page of a course: no HTML, no address but of the web, pictures of the archive. Its commands go to
 * `page.commands`.
 * @throws PageRefused where the text would take the parser too long
 */
export function convertPage(page: PageImport, text: string): string {
  return writeTree(convertNodes(page, text));
}

/** The same as blocks. @throws PageRefused */
export function convertNodes(page: PageImport, text: string): MarkdownNode[] {
  const issues: Parameters<typeof isCheapMarkdown>[3] = [];
  if (!isCheapMarkdown(page.file, text, page.importing.budget, issues, page.dialect)) {
    const [issue] = issues;
    throw new PageRefused(page.file, (issue?.line ?? 1) + page.offset, issue?.message ?? '');
  }
  const root = readTree(text, { directives: page.dialect.directives });
  if (!root) throw new PageRefused(page.file, 1 + page.offset, 'The text is nested too deeply.');
  return convertBlocks(page, resolveReferences(root.children));
}

/** `[text][name]` and `![alt][name]` as if their address stood there. */
function resolveReferences(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  const urls = new Map<string, string>();
  const gather = (list: readonly MarkdownNode[], depth: number): void => {
    for (const node of list) {
      if (node.type === 'definition' && !urls.has(node.identifier)) urls.set(node.identifier, node.url);
      if ('children' in node && depth < 60) gather(node.children, depth + 1);
    }
  };
  const resolve = (node: MarkdownNode, depth: number): MarkdownNode => {
    if (depth > 60) return node;
    const { position } = node;
    if (node.type === 'imageReference')
      return { type: 'image', url: urls.get(node.identifier) ?? '', alt: node.alt ?? '', position } as MarkdownNode;
    if (!('children' in node)) return node;
    const children = node.children.map((child) => resolve(child, depth + 1));
    if (node.type === 'linkReference')
      return { type: 'link', url: urls.get(node.identifier) ?? '#', children, position } as MarkdownNode;
    return { ...node, children } as MarkdownNode;
  };
  gather(nodes, 0);
  return nodes.map((node) => resolve(node, 0));
}

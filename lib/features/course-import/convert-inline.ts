import type { MarkdownNode, NodeOf } from '../courses/parse-markdown';
import { visible } from './foreign-text';
import { readHtml } from './html';
import { type PageImport, placeOfNode, textNode } from './page';

type Parent = Extract<MarkdownNode, { children: unknown }>;
const parentOf = (type: 'strong' | 'emphasis' | 'delete' | 'link', children: MarkdownNode[], url?: string): MarkdownNode =>
  ({ type, children, ...(url !== undefined && { url }) }) as Parent;

const depthMost = 12;

/** What stands in a paragraph, without what a course does not hold. Pictures stay `image` nodes, for the block around them to place. */
export function convertInline(page: PageImport, nodes: readonly MarkdownNode[], depth = 0): MarkdownNode[] {
  if (depth > depthMost) return [textNode(plainText(nodes))];
  const converted: MarkdownNode[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index] as MarkdownNode;
    const next = nodes[index + 1];
    if (node.type === 'inlineCode') {
      // A line's end in it is a space (CommonMark 6.1), and would end the heading that it stands in.
      const value = visible(page.dialect.text(page, node.value, placeOfNode(page, node))).replace(/[\r\n]+/g, ' ');
      converted.push({ type: 'inlineCode', value });
      if (next?.type !== 'text') continue;
      const rest = page.dialect.afterInlineCode(page, value, next.value, placeOfNode(page, node));
      index++;
      if (rest !== '') converted.push(...convertOne(page, { ...next, value: rest }, depth));
    } else converted.push(...convertOne(page, node, depth));
  }
  return pairTags(page, converted);
}

/** Only the words of some nodes. */
export function plainText(nodes: readonly MarkdownNode[], depth = 0): string {
  if (depth > 40) return '';
  return nodes
    .map((node) => ('value' in node ? visible(node.value) : 'children' in node ? plainText(node.children, depth + 1) : ''))
    .join('');
}

function convertOne(page: PageImport, node: MarkdownNode, depth: number): MarkdownNode[] {
  const place = placeOfNode(page, node);
  switch (node.type) {
    case 'text':
      return [textNode(visible(page.dialect.text(page, node.value, place)))];
    case 'strong':
    case 'emphasis':
    case 'delete': {
      const children = convertInline(page, node.children, depth + 1);
      return children.length === 0 ? [] : [parentOf(node.type, children)];
    }
    case 'break':
      return [{ type: 'break' }];
    case 'link':
      return convertLink(page, node.url, convertInline(page, node.children, depth + 1), node);
    case 'image':
    case 'html':
      return [node];
    case 'footnoteReference':
      return [textNode(`[${node.label ?? node.identifier}]`)];
    case 'textDirective': {
      const result = page.dialect.directive(page, node, place);
      if (result && 'nodes' in result) return result.nodes;
      if (result) return convertInline(page, node.children, depth + 1);
      // A colon before a word is text; with brackets it may be a directive of a newer site.
      const attributes = Object.keys(node.attributes ?? {}).length > 0;
      if (attributes) page.importing.lose(place, 'directive', `:${node.name}`);
      if (node.children.length === 0) return [textNode(`:${node.name}`)];
      const inside = convertInline(page, node.children, depth + 1);
      return attributes ? inside : [textNode(`:${node.name}[`), ...inside, textNode(']')];
    }
    default:
      return 'children' in node ? convertInline(page, node.children, depth + 1) : [];
  }
}

function convertLink(page: PageImport, url: string, children: MarkdownNode[], node: MarkdownNode): MarkdownNode[] {
  // A link in a link, a picture in a link: what is inside stands for itself.
  const inside = children.flatMap((child): MarkdownNode[] =>
    child.type === 'link' ? (child.children as MarkdownNode[]) : [child],
  );
  if (/^#/.test(url)) return inside;
  const target = page.dialect.link(page, url, placeOfNode(page, node));
  if (target && 'text' in target && plainText(inside) === url) return [textNode(target.text)];
  if (target && 'text' in target) return [...inside, textNode(inside.length > 0 ? ` (${target.text})` : target.text)];
  if (!target || inside.length === 0 || inside.some(({ type }) => type === 'image')) return inside;
  return [parentOf('link', inside, target.href)];
}

/** An opening tag that waits for its closing one. */
interface Frame {
  name: string;
  href?: string | undefined;
  children: MarkdownNode[];
}

/** Inline HTML: what Markdown has too becomes that, the words of the rest stay. */
function pairTags(page: PageImport, nodes: MarkdownNode[]): MarkdownNode[] {
  if (!nodes.some(({ type }) => type === 'html')) return nodes;
  const frames: Frame[] = [{ name: '', children: [] }];
  const top = (): Frame => frames.at(-1) as Frame;
  for (const node of nodes) {
    if (node.type !== 'html') {
      top().children.push(node);
      continue;
    }
    const place = placeOfNode(page, node);
    for (const piece of readHtml(node.value, (name) =>
      page.importing.lose(place, name === 'iframe' ? 'frame' : 'html', `<${name}>`),
    )) {
      if (piece.kind === 'text') top().children.push(textNode(visible(piece.text)));
      else if (piece.kind === 'close') closeTag(page, frames, piece.name, node);
      else if (piece.name === 'br') top().children.push({ type: 'break' });
      else if (piece.name === 'img') top().children.push(imageOf(piece.attributes, node));
      else if (!/^(?:hr|wbr|input|col|meta|link|source)$/.test(piece.name))
        frames.push({ name: piece.name, href: piece.attributes.href, children: [] });
    }
  }
  while (frames.length > 1) {
    const { children } = frames.pop() as Frame;
    top().children.push(...children);
  }
  return top().children;
}

function closeTag(page: PageImport, frames: Frame[], name: string, node: NodeOf<'html'>): void {
  const open = frames.findLastIndex((frame) => frame.name === name);
  if (open < 1) return;
  const [frame, ...inside] = frames.splice(open);
  const children = [frame, ...inside].flatMap((one) => one?.children ?? []);
  frames.at(-1)?.children.push(...wrapTag(page, name, children, frame?.href, node));
}

function wrapTag(
  page: PageImport,
  name: string,
  children: MarkdownNode[],
  href: string | undefined,
  node: MarkdownNode,
): MarkdownNode[] {
  if (children.length === 0) return [];
  if (name === 'kbd')
    return [{ type: 'textDirective', name: 'kbd', attributes: {}, children: [textNode(plainText(children))] } as MarkdownNode];
  if (/^(?:code|tt|samp|var)$/.test(name)) return [{ type: 'inlineCode', value: plainText(children) }];
  if (/^(?:b|strong)$/.test(name)) return [parentOf('strong', children)];
  if (/^(?:i|em|cite)$/.test(name)) return [parentOf('emphasis', children)];
  if (/^(?:s|del|strike)$/.test(name)) return [parentOf('delete', children)];
  if (name === 'a' && href) return convertLink(page, href, children, node);
  return children;
}

/** `<img>` as Markdown's picture. */
export const imageOf = (attributes: Record<string, string>, node: MarkdownNode): MarkdownNode =>
  ({ type: 'image', url: attributes.src ?? '', alt: attributes.alt ?? '', position: node.position }) as NodeOf<'image'>;

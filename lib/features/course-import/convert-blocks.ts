import { basename } from 'node:path/posix';
import type { MarkdownNode, NodeOf } from '../courses/parse-markdown';
import { convertInline, imageOf, plainText } from './convert-inline';
import { visible } from './foreign-text';
import { type HtmlPiece, readHtml } from './html';
import { readTree } from './markdown-tree';
import { type PageImport, paragraph, placeOfNode, plainLanguage, textNode } from './page';
import { takePicture } from './take-picture';

type Block = MarkdownNode;
type Parent = Extract<MarkdownNode, { children: unknown }>;
const withChildren = (node: object, children: MarkdownNode[]): MarkdownNode => ({ ...node, children }) as Parent;

/** Lists, quotes and HTML inside each other; below that only the words come over. */
const depthMost = 8;

/** The blocks of a page as a course has them. Commands go to `page.commands`, whatever is dropped is said in the losses. */
export function convertBlocks(page: PageImport, nodes: readonly MarkdownNode[], depth = 0): Block[] {
  return nodes.flatMap((node) => convertBlock(page, node, depth));
}

function convertBlock(page: PageImport, node: MarkdownNode, depth: number): Block[] {
  const place = placeOfNode(page, node);
  if (depth > depthMost) {
    page.importing.lose(place, 'html', node.type);
    const words = plainText([node]).trim();
    return words === '' ? [] : [paragraph(textNode(words))];
  }
  switch (node.type) {
    case 'paragraph':
      return placePictures(page, convertInline(page, node.children));
    case 'heading': {
      const depthNow = Math.min(4, page.topHeading + Math.max(0, node.depth - 2)) as 2 | 3 | 4;
      const children = convertInline(page, node.children).filter(({ type }) => type !== 'image' && type !== 'break');
      return children.length === 0 ? [] : [{ ...withChildren({ type: 'heading', depth: depthNow }, children) }];
    }
    case 'code': {
      const given = {
        lang: node.lang ?? null,
        meta: node.meta ?? '',
        value: page.dialect.text(page, visible(node.value), place),
      };
      const shown = page.dialect.code(page, given, place);
      return shown ? [{ type: 'code', lang: plainLanguage(shown.lang), value: shown.value }] : [];
    }
    case 'list':
      return [
        withChildren(
          { type: 'list', ordered: node.ordered ?? false, start: node.ordered ? (node.start ?? 1) : null, spread: false },
          node.children.map((item) =>
            withChildren({ type: 'listItem', spread: false }, convertBlocks(page, item.children, depth + 1)),
          ),
        ),
      ];
    case 'blockquote':
      return convertQuote(page, node, depth);
    case 'table':
      return [
        withChildren(
          { type: 'table', align: node.align ?? [] },
          node.children.map((row) =>
            withChildren(
              { type: 'tableRow' },
              row.children.map((cell) => withChildren({ type: 'tableCell' }, inCell(page, convertInline(page, cell.children)))),
            ),
          ),
        ),
      ];
    case 'thematicBreak':
      return [{ type: 'thematicBreak' }];
    case 'html':
      return convertHtml(page, node, depth);
    case 'leafDirective':
    case 'containerDirective': {
      const result = page.dialect.directive(page, node, place);
      if (result && 'nodes' in result) return result.nodes;
      if (!result) page.importing.lose(place, 'directive', node.name);
      if (node.type === 'leafDirective') return placePictures(page, convertInline(page, node.children));
      return [...(result?.before ? [result.before] : []), ...convertBlocks(page, node.children, depth + 1)];
    }
    case 'footnoteDefinition':
      return [paragraph(textNode(`[${node.label ?? node.identifier}]`)), ...convertBlocks(page, node.children, depth + 1)];
    // Resolved where they are used.
    case 'definition':
      return [];
    default:
      return 'children' in node ? placePictures(page, convertInline(page, node.children)) : [];
  }
}

/** `> [!NOTE]` of GitHub is a note of a course. */
function convertQuote(page: PageImport, node: NodeOf<'blockquote'>, depth: number): Block[] {
  const children = convertBlocks(page, node.children, depth + 1);
  const [first, ...others] = children;
  const [lead, ...rest] = first?.type === 'paragraph' ? first.children : [];
  const [mark, name = ''] =
    lead?.type === 'text' ? (/^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/i.exec(lead.value) ?? []) : [];
  if (mark === undefined || lead?.type !== 'text' || depth > 2)
    return children.length === 0 ? [] : [withChildren({ type: 'blockquote' }, children)];
  const kind = { note: 'note', tip: 'tip' }[name.toLowerCase()] ?? 'warning';
  const left = lead.value.slice(mark.length);
  const opening = [...(left ? [textNode(left)] : []), ...rest];
  const inside = [...(opening.length > 0 ? [paragraph(...opening)] : []), ...others];
  return inside.length === 0 ? [] : [withChildren({ type: 'containerDirective', name: kind, attributes: {} }, inside)];
}

/** A cell holds a line of text. */
const inCell = (page: PageImport, nodes: MarkdownNode[]): MarkdownNode[] =>
  nodes.map((node) => {
    if (node.type === 'break') return textNode(' ');
    if (node.type !== 'image') return node;
    page.importing.lose(placeOfNode(page, node), 'image', node.url.slice(0, 120));
    return textNode(node.alt ?? '');
  });

/** A picture is a block of its own: the paragraph around it is divided. */
function placePictures(page: PageImport, nodes: readonly MarkdownNode[]): Block[] {
  const blocks: Block[] = [];
  let line: MarkdownNode[] = [];
  const flush = (): void => {
    const kept = trimBreaks(line);
    if (kept.length > 0) blocks.push(paragraph(...kept));
    line = [];
  };
  for (const node of liftImages(nodes)) {
    if (node.type !== 'image') {
      line.push(node);
      continue;
    }
    const alt = node.alt?.trim() || basename(node.url).replace(/\.[a-z]+$/i, '') || 'picture';
    const name = takePicture(page, node.url, placeOfNode(page, node));
    if (name === null) line.push(textNode(`(${alt.slice(0, 200)})`));
    else {
      flush();
      const says = alt.slice(0, 200).replace(/\s+/g, ' ');
      blocks.push(withChildren({ type: 'leafDirective', name: 'picture', attributes: { name } }, [textNode(says)]) as Block);
    }
  }
  flush();
  return blocks;
}

/** Pictures inside emphasis stand beside it. */
const liftImages = (nodes: readonly MarkdownNode[]): MarkdownNode[] =>
  nodes.flatMap((node) => {
    if (!('children' in node) || !node.children.some(({ type }) => type === 'image')) return [node];
    return liftImages(node.children);
  });

function trimBreaks(nodes: MarkdownNode[]): MarkdownNode[] {
  const isEmpty = (node: MarkdownNode | undefined): boolean =>
    node !== undefined && (node.type === 'break' || (node.type === 'text' && node.value.trim() === ''));
  let start = 0;
  let end = nodes.length;
  while (start < end && isEmpty(nodes[start])) start++;
  while (end > start && isEmpty(nodes[end - 1])) end--;
  return nodes.slice(start, end);
}

/** A block of HTML: its words, read as Markdown once more, its pictures and its code. */
function convertHtml(page: PageImport, node: NodeOf<'html'>, depth: number): Block[] {
  const place = placeOfNode(page, node);
  const pieces = readHtml(node.value, (name) => page.importing.lose(place, name === 'iframe' ? 'frame' : 'html', `<${name}>`));
  const blocks: Block[] = [];
  let text = '';
  const flush = (): void => {
    const root = text.trim() === '' ? null : readTree(text.trim(), { directives: false });
    text = '';
    // Words that still look like HTML to the parser are words.
    for (const child of root?.children ?? []) {
      const moved = { ...child, position: node.position } as MarkdownNode;
      blocks.push(...(child.type === 'html' ? [paragraph(textNode(child.value))] : convertBlock(page, moved, depth + 1)));
    }
  };
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index] as HtmlPiece;
    if (piece.kind === 'text') text += piece.text.replaceAll('<', '\\<');
    else if (piece.kind === 'close') text += /^(?:td|th|dt)$/.test(piece.name) ? ' | ' : endOf(piece.name);
    else if (piece.name === 'pre') {
      flush();
      const end = pieces.findIndex((other, at) => at > index && other.kind === 'close' && other.name === 'pre');
      const inside = pieces.slice(index + 1, end < 0 ? pieces.length : end);
      const value = inside
        .map((one) => (one.kind === 'text' ? one.text : ''))
        .join('')
        .replace(/^\n|\s+$/g, '');
      const meta = Object.entries(piece.attributes).filter(([name]) => name.startsWith('data-'));
      const shown = page.dialect.code(page, { lang: null, meta: meta.map(([k, v]) => `${k}=${v}`).join(' '), value }, place);
      if (shown) blocks.push({ type: 'code', lang: plainLanguage(shown.lang), value: shown.value });
      index = end < 0 ? pieces.length : end;
    } else if (piece.name === 'img') {
      flush();
      blocks.push(...placePictures(page, [imageOf(piece.attributes, node)]));
    } else if (piece.name === 'a' && piece.attributes.href) {
      const end = pieces.findIndex((other, at) => at > index && other.kind === 'close' && other.name === 'a');
      const inside = pieces.slice(index + 1, Math.max(end, index + 1));
      const label = inside.map((one) => (one.kind === 'text' ? one.text : ' ')).join('');
      text += `[${label.replace(/[[\]\\<]/g, '\\$&').trim()}](<${piece.attributes.href.replace(/[<>\s]/g, '')}>)`;
      index = Math.max(end, index);
    } else text += startOf(piece.name);
  }
  flush();
  return blocks;
}

const startOf = (name: string): string =>
  name === 'br'
    ? '\n\n'
    : name === 'li'
      ? '\n\n- '
      : /^h[1-6]$/.test(name)
        ? '\n\n### '
        : inlineElements.test(name)
          ? ''
          : '\n\n';
const endOf = (name: string): string => (inlineElements.test(name) ? '' : '\n\n');
const inlineElements =
  /^(?:a|abbr|b|bdi|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)$/;

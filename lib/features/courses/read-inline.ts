import type { LessonInline } from '@/lib/shared/courses';
import { truthSchema } from '../checks/spec';
import { htmlMessage, markdownLimits } from './markdown-limits';
import type { PageReader } from './lesson-page';
import { type MarkdownNode, type NodeOf, placeOf, sourceOf } from './parse-markdown';

/** Addresses a page may lead to: never one that runs something or carries its content in itself. */
const linkTo = /^(?:https?:\/\/|mailto:)[^\s]+$/i;
const styles = { strong: 'strong', emphasis: 'em', delete: 'del' } as const;

/** What stands in a paragraph, as the closed tree; what does not belong there is refused at its place. */
export function readInline(page: PageReader, nodes: readonly MarkdownNode[], depth = 0): LessonInline[] {
  return joinTexts(nodes.flatMap((node) => readOne(page, node, depth)));
}

function readOne(page: PageReader, node: MarkdownNode, depth: number): LessonInline[] {
  if (depth > markdownLimits.depth) return refused(page.refuse(node, 'markdown', 'The text is nested too deeply.'));
  switch (node.type) {
    case 'text':
      return [{ t: 'text', v: node.value.replaceAll('\n', ' ') }];
    case 'strong':
    case 'emphasis':
    case 'delete':
      return [{ t: styles[node.type], c: readInline(page, node.children, depth + 1) }];
    case 'inlineCode':
      return [{ t: 'code', v: node.value }];
    case 'break':
      return [{ t: 'break' }];
    case 'link':
      if (!linkTo.test(node.url))
        return refused(
          page.refuse(node, 'link', `A link begins with https://, http:// or mailto:, not “${node.url.slice(0, 60)}”.`),
        );
      return [{ t: 'link', href: node.url, c: readInline(page, node.children, depth + 1) }];
    case 'linkReference':
      return refused(page.refuse(node, 'link', 'Write the address of a link in parentheses: [text](https://…).'));
    case 'image':
    case 'imageReference':
      return refused(
        page.refuse(node, 'image', 'A picture stands in a paragraph of its own: ::picture[what it shows]{name="…"}.'),
      );
    case 'footnoteReference':
      return refused(page.refuse(node, 'footnote', 'Footnotes are not used in a course. Use :::note.'));
    case 'html':
      return refused(page.refuse(node, 'html', htmlMessage));
    case 'textDirective':
      return readDirective(page, node, depth);
    default:
      return refused(page.refuse(node, 'markdown', `“${node.type}” does not belong in a paragraph.`));
  }
}

const refused = (_: null): LessonInline[] => [];

/** `:measure{of=…}` and `:kbd[…]`. A colon that only stands before a word, as in `10:30`, is text. */
function readDirective(page: PageReader, node: NodeOf<'textDirective'>, depth: number): LessonInline[] {
  const source = sourceOf(page.text, node);
  if (node.name === 'kbd') return readKeys(page, node);
  if (node.name === 'measure') return readMeasure(page, node);
  if (source === `:${node.name}`) return [{ t: 'text', v: source }];
  if (!/^[a-z]/i.test(node.name)) {
    if (Object.keys(node.attributes ?? {}).length > 0) return [{ t: 'text', v: source }];
    return [{ t: 'text', v: `:${node.name}[` }, ...readInline(page, node.children, depth + 1), { t: 'text', v: ']' }];
  }
  const message = `There is no directive “:${node.name}”; there are :measure and :kbd. Write \\: for a colon that is text.`;
  return refused(page.refuse(node, 'directive', message));
}

function readKeys(page: PageReader, node: NodeOf<'textDirective'>): LessonInline[] {
  const [child, ...more] = node.children;
  const isBare = child?.type === 'text' && more.length === 0 && Object.keys(node.attributes ?? {}).length === 0;
  return isBare
    ? [{ t: 'kbd', v: child.value }]
    : refused(page.refuse(node, 'directive', 'Write a key as :kbd[Ctrl-P], with plain text in the brackets.'));
}

function readMeasure(page: PageReader, node: NodeOf<'textDirective'>): LessonInline[] {
  const attributes = Object.entries(node.attributes ?? {});
  const of = Object.fromEntries(attributes.map(([name, value]) => [name, value ?? '']).sort());
  // A fixed text or number is written as such.
  if (node.children.length > 0 || !truthSchema.safeParse(of).success || of.of === 'text')
    return refused(
      page.refuse(
        node,
        'directive',
        'Write what is measured as in :measure{of="image.layers" image="ubuntu"}, with a truth of the table.',
      ),
    );
  page.marks.push({ kind: 'measure', key: JSON.stringify(of), name: of.of ?? '', place: placeOf(page.file, node) });
  return [{ t: 'measure', of }];
}

/** Restored colons leave texts beside each other. */
function joinTexts(items: LessonInline[]): LessonInline[] {
  const joined: LessonInline[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    if (item.t === 'text' && last?.t === 'text') joined[joined.length - 1] = { t: 'text', v: last.v + item.v };
    else joined.push(item);
  }
  return joined;
}

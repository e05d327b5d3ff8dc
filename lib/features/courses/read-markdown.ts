import type { LessonBlock } from '@/lib/shared/courses';
import { type CourseIssue, placeIn } from './issue';
import { type LessonPage, type PageReader, startPage } from './lesson-page';
import { htmlMessage, isCheapMarkdown, type MarkdownBudget, markdownLimits } from './markdown-limits';
import { type MarkdownNode, type NodeOf, parseMarkdown, placeOf, sourceOf } from './parse-markdown';
import { readInline } from './read-inline';

const noteKinds = ['note', 'tip', 'warning'] as const;
/** `lesson.yaml` has the title, so a page begins with the second level. */
const levels: ReadonlyMap<number, 2 | 3 | 4> = new Map([
  [2, 2],
  [3, 3],
  [4, 4],
]);

/**
 * Reads a lesson's page in one language into the closed tree that pages are drawn from (`LessonBlock`): nothing in it runs, and nothing is
 * passed on that is not named here. What does not belong in a course is refused at its place.
 * @returns null where the file could not be read at all
 */
export function readMarkdown(
  file: string,
  text: string,
  { pictures, budget, issues }: { pictures: ReadonlyMap<string, string>; budget: MarkdownBudget; issues: CourseIssue[] },
): LessonPage | null {
  if (!isCheapMarkdown(file, text, budget, issues)) return null;
  const root = parseMarkdown(file, text, issues);
  if (!root) return null;
  const page = startPage(file, text, pictures, issues);
  return { blocks: readBlocks(page, root.children, 0), marks: page.marks, end: placeIn(file, text, text.trimEnd().length) };
}

function readBlocks(page: PageReader, nodes: readonly MarkdownNode[], depth: number): LessonBlock[] {
  return nodes.map((node) => readBlock(page, node, depth)).filter((block) => block !== null);
}

function readBlock(page: PageReader, node: MarkdownNode, depth: number): LessonBlock | null {
  if (depth > markdownLimits.depth) return page.refuse(node, 'markdown', 'The text is nested too deeply.');
  switch (node.type) {
    case 'paragraph': {
      const [only, ...more] = node.children;
      if (only?.type === 'image' && more.length === 0) return readImage(page, only);
      return { t: 'p', c: readInline(page, node.children) };
    }
    case 'heading': {
      const level = levels.get(node.depth);
      if (!level)
        return page.refuse(node, 'markdown', 'Headings have two to four #: the title of a lesson stands in lesson.yaml.');
      return { t: 'heading', level, c: readInline(page, node.children) };
    }
    case 'code': {
      const lang = node.lang ?? null;
      page.marks.push({ kind: 'code', key: JSON.stringify([lang, node.value]), name: '', place: placeOf(page.file, node) });
      return { t: 'code', lang, v: node.value };
    }
    case 'list':
      return readList(page, node, depth);
    case 'blockquote':
      return { t: 'quote', c: readBlocks(page, node.children, depth + 1) };
    case 'table':
      return readTable(page, node);
    case 'thematicBreak':
      return { t: 'rule' };
    case 'leafDirective':
      return readLeaf(page, node, depth);
    case 'containerDirective':
      return readNote(page, node, depth);
    case 'html':
      return page.refuse(node, 'html', htmlMessage);
    case 'definition':
      return page.refuse(node, 'link', 'Write the address of a link in parentheses: [text](https://…).');
    case 'footnoteDefinition':
      return page.refuse(node, 'footnote', 'Footnotes are not used in a course. Use :::note.');
    default:
      return page.refuse(node, 'markdown', `“${node.type}” does not belong in a lesson.`);
  }
}

function readList(page: PageReader, node: NodeOf<'list'>, depth: number): LessonBlock {
  for (const item of node.children)
    if (typeof item.checked === 'boolean')
      page.refuse(item, 'markdown', 'Lists to tick off are not used in a course; steps are.');
  const items = node.children.map((item) => readBlocks(page, item.children, depth + 1));
  return { t: 'list', ordered: node.ordered === true, start: node.start ?? null, items };
}

function readTable(page: PageReader, node: NodeOf<'table'>): LessonBlock {
  const [head = [], ...rows] = node.children.map((row) => row.children.map((cell) => readInline(page, cell.children)));
  return { t: 'table', align: (node.align ?? []).map((side) => side ?? null), head, rows };
}

function readNote(page: PageReader, node: NodeOf<'containerDirective'>, depth: number): LessonBlock | null {
  const kind = noteKinds.find((name) => name === node.name);
  if (!kind)
    return page.refuse(
      node,
      'directive',
      `There is no directive “:::${node.name}”; there are ${noteKinds.map((n) => `:::${n}`).join(', ')}.`,
    );
  const [first] = node.children;
  const hasLabel =
    first?.type === 'paragraph' && (first.data as { directiveLabel?: boolean } | undefined)?.directiveLabel === true;
  if (hasLabel || Object.keys(node.attributes ?? {}).length > 0)
    return page.refuse(node, 'directive', `Write :::${kind} alone on its line, its text below it, and ::: at the end.`);
  if (!/\n\s*:{3,}\s*$/.test(sourceOf(page.text, node)))
    return page.refuse(node, 'directive', `This :::${kind} is not closed by a line :::.`);
  return { t: 'note', kind, c: readBlocks(page, node.children, depth + 1) };
}

function readLeaf(page: PageReader, node: NodeOf<'leafDirective'>, depth: number): LessonBlock | null {
  const attributes = node.attributes ?? {};
  if (node.name === 'step') {
    const { id, ...others } = attributes;
    if (!id || Object.keys(others).length > 0 || node.children.length > 0)
      return page.refuse(node, 'directive', 'Write a step as ::step{#id}, with the id it has in lesson.yaml.');
    if (depth > 0) return page.refuse(node, 'directive', 'A step stands for itself, not inside a list, a quote or a note.');
    page.marks.push({ kind: 'step', key: id, name: id, place: placeOf(page.file, node) });
    return { t: 'step', id };
  }
  if (node.name !== 'picture')
    return page.refuse(node, 'directive', `There is no directive “::${node.name}”; there are ::step and ::picture.`);
  const { name, live, alt, ...others } = attributes;
  const [label, ...more] = node.children;
  const says = alt ?? (label?.type === 'text' && more.length === 0 ? label.value : undefined);
  if (!name || (live !== undefined && live !== '') || Object.keys(others).length > 0)
    return page.refuse(
      node,
      'directive',
      'Write a picture as ::picture[what it shows]{name="file in img"}, with live where it follows the node.',
    );
  if (!says?.trim())
    return page.refuse(node, 'picture', 'Say what the picture shows, for those who cannot see it: ::picture[…] or alt="…".');
  return placePicture(page, node, { name, alt: says, live: live === '' });
}

/** `![what it shows](img/name.svg)`, alone in its paragraph. */
function readImage(page: PageReader, node: NodeOf<'image'>): LessonBlock | null {
  const [, name] = /^img\/([a-z0-9-]+)\.[a-z]+$/.exec(node.url) ?? [];
  if (!name || page.pictures.get(name) !== node.url.slice('img/'.length))
    return page.refuse(node, 'image', `Pictures lie in the course's folder img/: there is no “${node.url.slice(0, 60)}”.`);
  if (!node.alt?.trim())
    return page.refuse(node, 'picture', 'Say what the picture shows, for those who cannot see it: ![…](img/…).');
  return placePicture(page, node, { name, alt: node.alt, live: false });
}

function placePicture(
  page: PageReader,
  node: Pick<MarkdownNode, 'position'>,
  { name, alt, live }: { name: string; alt: string; live: boolean },
): LessonBlock | null {
  const file = page.pictures.get(name);
  if (!file) return page.refuse(node, 'picture', `There is no picture “${name}” in img/ (svg, png, webp or jpg).`);
  page.marks.push({ kind: 'picture', key: JSON.stringify([file, live]), name, place: placeOf(page.file, node) });
  return { t: 'picture', name: file, alt, live };
}

import type { MarkdownNode } from '../courses/parse-markdown';
import { plainText } from './convert-inline';
import { convertNodes } from './convert-page';
import type { DraftCommand, DraftQuestion, Importing } from './draft';
import { folderOf, readForeignText } from './foreign-text';
import { moveActions, nodeAddresses } from './katacoda-actions';
import { katacodaDialect } from './katacoda-dialect';
import { writeTree } from './markdown-tree';
import { paragraph, textNode, type PageImport } from './page';
import { takeKatacodaQuizzes } from './quiz';
import { helpLevel, type PagePart, splitDetails } from './split-details';

/** One page of a scenario. */
export interface KatacodaPage {
  markdown: string;
  commands: DraftCommand[];
  questions: DraftQuestion[];
  more: string;
  solution: number[];
}

const moreChars = 3500;

/** @returns null where there is no such text. @throws PageRefused */
export function readKatacodaPage(importing: Importing, file: string, pictureFolders: string[]): KatacodaPage | null {
  const read = readForeignText(importing, file);
  if (read === null) return null;
  const text = nodeAddresses(importing, read, file);
  const found: KatacodaPage = { markdown: '', commands: [], questions: [], more: '', solution: [] };
  const blocks: MarkdownNode[] = [];
  for (const part of splitDetails(moveActions(text.split('\n')))) {
    const quizzes = takeKatacodaQuizzes(importing, part.lines, { file, offset: part.offset });
    found.questions.push(...quizzes.questions);
    const page: PageImport = {
      ...{ importing, dialect: katacodaDialect, file, offset: part.offset, topHeading: 3, commands: [] },
      pictureFolders: [folderOf(file), ...pictureFolders],
    };
    const nodes = convertNodes(page, quizzes.lines.join('\n'));
    takePart(found, blocks, importing, { part, nodes, commands: page.commands, file });
  }
  found.markdown = writeTree(blocks);
  found.more = found.more.trim().slice(0, moreChars);
  return found;
}

/** The page itself, or what opens in it: a hint, a solution, or more of the page. */
function takePart(
  found: KatacodaPage,
  blocks: MarkdownNode[],
  importing: Importing,
  { part, nodes, commands, file }: { part: PagePart; nodes: MarkdownNode[]; commands: DraftCommand[]; file: string },
): void {
  const first = found.commands.length;
  found.commands.push(...commands);
  const level = part.summary === null ? null : helpLevel(part.summary);
  if (level === null) {
    if (part.summary) blocks.push(paragraph({ type: 'strong', children: [textNode(part.summary)] } as MarkdownNode));
    blocks.push(...nodes);
    return;
  }
  const words = sayPlainly(nodes);
  if (level === 3 && commands.length > 0) found.solution.push(...commands.map((_, index) => first + index));
  else if (level === 3) importing.lose({ file, line: part.offset + 1 }, 'solution', part.summary ?? '');
  if (level === 2 || commands.length === 0) found.more += `${found.more ? ' ' : ''}${words}`;
}

/** Blocks as one text with code between backticks, which is what a hint of a course holds. */
export function sayPlainly(nodes: readonly MarkdownNode[]): string {
  const say = (node: MarkdownNode): string => {
    if (node.type === 'inlineCode') return quote(node.value);
    if (node.type === 'code')
      return node.value
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(quote)
        .join(' ');
    if ('children' in node) return node.children.map(say).join(isInline(node) ? '' : ' ');
    return plainText([node]);
  };
  return nodes.map(say).join(' ').replace(/\s+/g, ' ').trim();
}

const quote = (code: string): string => (code.includes('`') ? code : `\`${code.trim()}\``);
const isInline = (node: MarkdownNode): boolean =>
  ['paragraph', 'strong', 'emphasis', 'delete', 'link', 'heading', 'tableCell'].includes(node.type);

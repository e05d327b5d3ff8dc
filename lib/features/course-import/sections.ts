import { plainText } from './convert-inline';
import { convertPage, PageRefused } from './convert-page';
import type { DraftLesson, DraftQuestion, DraftStep, Importing } from './draft';
import { folderOf, visible } from './foreign-text';
import { readTree } from './markdown-tree';
import type { Dialect, PageImport } from './page';

const fenceMark = /^[\s>]*(`{3,}|~{3,})([^`]*)$/;

interface Section {
  /** null: what stands before the first heading. */
  title: string | null;
  lines: string[];
  offset: number;
}

/** A page of a format that has no steps: its headings divide it. */
export interface SectionedPage {
  file: string;
  id: string;
  title: string;
  lines: string[];
  /** Lines of the file before these. */
  offset: number;
  dialect: Dialect;
  pictureFolders: string[];
  /** Takes questions out of a section, whose lines keep their places. */
  questions?: (lines: string[], offset: number) => { lines: string[]; questions: DraftQuestion[] };
}

/**
 * A page as a lesson: a step for each section with something to do, together with the sections before it that only say something.
 * @returns null where it cannot be read, which is said in the report
 */
export function lessonOfSections(importing: Importing, source: SectionedPage): DraftLesson | null {
  try {
    return readSections(importing, source);
  } catch (error) {
    if (!(error instanceof PageRefused)) throw error;
    importing.refuse({ file: error.file, line: error.line }, 'limits', error.reason);
    return null;
  }
}

function readSections(importing: Importing, source: SectionedPage): DraftLesson {
  const { file, id, title, dialect, pictureFolders } = source;
  const steps: DraftStep[] = [];
  let before = '';
  let waiting: string[] = [];
  for (const section of divide(source.lines, source.offset)) {
    const taken = source.questions?.(section.lines, section.offset) ?? { lines: section.lines, questions: [] };
    const page: PageImport = {
      ...{ importing, dialect, file, offset: section.offset, topHeading: 3 as const, commands: [] },
      pictureFolders: [folderOf(file), ...pictureFolders],
    };
    const markdown = convertPage(page, taken.lines.join('\n'));
    const hasWork = page.commands.length > 0 || taken.questions.length > 0;
    if (section.title === null && !hasWork) {
      before = markdown;
      continue;
    }
    const heading = section.title ?? title;
    if (!hasWork) {
      waiting.push(`## ${escapeTitle(heading)}`, markdown);
      continue;
    }
    const lead = waiting.filter((part) => part.trim() !== '').join('\n\n');
    steps.push({ title: heading, lead, page: markdown, commands: page.commands, questions: taken.questions, solution: [] });
    waiting = [];
  }
  const after = waiting.filter((part) => part.trim() !== '').join('\n\n');
  const only: DraftStep = { title: importing.words.read, page: after, commands: [], questions: [], solution: [] };
  return {
    ...{ id, source: { file, line: 1 }, title, before },
    minutes: Math.min(240, Math.max(2, steps.length * 5)),
    after: steps.length > 0 ? after : '',
    steps: steps.length > 0 ? steps : [only],
  };
}

/** At the highest level of headings that the page has more than once, its title aside. */
function divide(lines: string[], offset: number): Section[] {
  const headings: Array<{ index: number; level: number; text: string }> = [];
  let fence: string | null = null;
  for (const [index, line] of lines.entries()) {
    const mark = fenceMark.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
    } else if (mark !== undefined) fence = mark;
    else {
      const [, marks, text] = /^(#{1,3})\s+(.*?)\s*#*\s*$/.exec(line) ?? [];
      if (marks !== undefined && text !== undefined) headings.push({ index, level: marks.length, text });
    }
  }
  const level = [1, 2, 3].find((one) => headings.filter((heading) => heading.level === one).length > 1) ?? 2;
  const starts = headings.filter((heading) => heading.level === level);
  const first = lines.slice(0, starts[0]?.index ?? lines.length);
  // The title of the page stands on its lesson.
  const shown = first.map((line, index) =>
    headings.some((heading) => heading.index === index && heading.level < level) ? '' : line,
  );
  return [
    { title: null, lines: shown, offset },
    ...starts.map(({ index, text }, at) => ({
      title: titleText(text),
      lines: lines.slice(index + 1, starts[at + 1]?.index ?? lines.length),
      offset: offset + index + 1,
    })),
  ];
}

/** A heading as plain words: no tags, no marks. */
function titleText(text: string): string {
  const root = readTree(text.slice(0, 400), { directives: false });
  const [first] = root?.children ?? [];
  const nodes = first && 'children' in first ? first.children.filter(({ type }) => type !== 'html') : [];
  return (
    visible(plainText(nodes)).replace(/\s+/g, ' ').trim() ||
    visible(text)
      .replace(/<[^>]*>/g, '')
      .trim() ||
    '–'
  );
}

const escapeTitle = (title: string): string => title.replace(/[\\`*_[\]<>#:{}|~!&]/g, '\\$&').slice(0, 400);

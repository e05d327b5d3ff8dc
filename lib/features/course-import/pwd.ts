import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { DraftCourse, DraftQuestion, ForeignFiles, Importing } from './draft';
import { readForeignText } from './foreign-text';
import { pwdDialect } from './pwd-dialect';
import { choiceQuestion } from './quiz';
import { lessonOfSections } from './sections';
import { createSlugs, slugOf } from './slug';

const post = /(?:^|\/)_posts\/[^/]+\.(?:md|markdown)$/;
const lessonsMost = 60;
const headSchema = z.object({ title: z.string().catch(''), layout: z.string().catch('') });

export const isPwd = (files: ForeignFiles): boolean => [...files.keys()].some((path) => post.test(path));

/** Posts of Play with Docker as a course: a lesson each, by their date. */
export function importPwd(importing: Importing, name: string): DraftCourse {
  const slugs = createSlugs();
  const lessons: DraftCourse['lessons'] = [];
  let only = '';
  for (const file of [...importing.files.keys()].filter((path) => post.test(path)).sort()) {
    const text = readForeignText(importing, file);
    if (text === null) continue;
    const { title, layout, lines, offset } = readHead(text);
    const plain = file
      .replace(/^.*\//, '')
      .replace(/^\d{4}-\d\d-\d\d-/, '')
      .replace(/\.[a-z]+$/i, '');
    // A landing page lists other pages.
    if (layout === 'landing') importing.refuse({ file, line: 1 }, 'empty', title);
    else if (/windows/i.test(plain)) importing.refuse({ file, line: 1 }, 'windows', title);
    else if (lessons.length === lessonsMost) importing.refuse({ file, line: 1 }, 'limits', title);
    else {
      const source = {
        file,
        id: slugs(slugOf(plain), 'lesson'),
        title: title || plain,
        offset,
        dialect: pwdDialect,
        pictureFolders: [''],
      };
      const lesson = lessonOfSections(importing, {
        ...source,
        lines: readAttributes(importing, lines, { file, offset }),
        questions: (own, from) => takeQuizzes(importing, own, { file, offset: from }),
      });
      if (lesson) lessons.push(lesson);
      only = title;
    }
  }
  return { title: lessons.length === 1 && only ? only : name, summary: null, lessons };
}

/** The front matter of Jekyll, and what follows it. */
function readHead(text: string): { title: string; layout: string; lines: string[]; offset: number } {
  const lines = text.split('\n');
  const end = lines[0]?.trim() === '---' ? lines.findIndex((line, index) => index > 0 && /^---\s*$/.test(line)) : -1;
  if (end < 0) return { title: '', layout: '', lines, offset: 0 };
  let raw: unknown = {};
  try {
    raw = parseDocument(lines.slice(1, end).join('\n'), { logLevel: 'silent' }).toJS({ maxAliasCount: 20 });
  } catch {
    // A page without a title is named after its file.
  }
  const head = headSchema.safeParse(raw);
  const { title, layout } = head.success ? head.data : { title: '', layout: '' };
  return { title: title.trim(), layout, lines: lines.slice(end + 1), offset: end + 1 };
}

/** What Jekyll writes into Markdown: attributes, `{% … %}`, the address of the site. A port of a terminal is a port of the node. */
function readAttributes(importing: Importing, lines: string[], { file, offset }: { file: string; offset: number }): string[] {
  return lines.map((line, index) => {
    const place = { file, line: index + 1 + offset };
    return line
      .replace(/\{\{\s*site\.baseurl\s*\}\}/g, '')
      .replace(/\{%[^%]{0,200}%\}/g, '')
      .replace(/\]\(([^()\s]{0,300})\)((?:\{:[^{}]{0,200}\}){1,6})/g, (_, url: string, attributes: string) => {
        const [, port] = /data-port="(\d{1,5})"/.exec(attributes) ?? [];
        const [, terminal = '1'] = /data-term="\.term(\d)"/.exec(attributes) ?? [];
        if (port === undefined) return `](${url})`;
        if (terminal !== '1') importing.lose(place, 'host', `term${terminal}`);
        importing.needs.port(Number(port));
        return `](http://{{node.name}}:${port}${url === '/' ? '' : url})`;
      })
      .replace(/\{:(?!\.quiz\})[^{}]{0,200}\}/g, '');
  });
}

/** `{:.quiz}`, a question, and a list of `( )`, `(x)`, `[ ]`, `[x]`. */
function takeQuizzes(
  importing: Importing,
  lines: string[],
  { file, offset }: { file: string; offset: number },
): { lines: string[]; questions: DraftQuestion[] } {
  const kept = [...lines];
  const questions: DraftQuestion[] = [];
  for (const [start, line] of lines.entries()) {
    if (line.trim() !== '{:.quiz}') continue;
    kept[start] = '';
    const ask: string[] = [];
    const options: Array<{ text: string; right: boolean }> = [];
    for (let next = start + 1; next < lines.length; next++) {
      const own = lines[next] ?? '';
      const [, mark, text] = /^\s*[-*+]\s+[[(]([ xX]?)[\])]\s*(.*)$/.exec(own) ?? [];
      if (text !== undefined) options.push({ text: text.trim(), right: /x/i.test(mark ?? '') });
      else if (
        options.length > 0 ||
        own.trim() === '{:.quiz}' ||
        (own.trim() === '' && ask.length > 0 && !/^\s*[-*+]\s/.test(lines[next + 1] ?? ''))
      )
        break;
      else if (own.trim() !== '') ask.push(own.trim());
      kept[next] = '';
    }
    const question = choiceQuestion(importing, ask.join(' '), options, { file, line: start + 1 + offset });
    if (question) questions.push(question);
  }
  return { lines: kept, questions };
}

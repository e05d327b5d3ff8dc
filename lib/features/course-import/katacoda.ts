import { z } from 'zod';
import type { DraftCourse, ForeignFiles, Importing } from './draft';
import { folderOf, readForeignText, resolvePath } from './foreign-text';
import { readIndex } from './katacoda-index';
import { type FoundScenario, importScenario } from './katacoda-scenario';
import { createSlugs, slugOf } from './slug';

/** More scenarios than a course has lessons. */
const lessonsMost = 60;

const indexFile = /(?:^|\/)index\.json$/;

export const isKatacoda = (files: ForeignFiles): boolean =>
  [...files].some(
    ([path, bytes]) => indexFile.test(path) && bytes.length < 256 * 1024 && readIndex(new TextDecoder().decode(bytes)) !== null,
  );

/** A folder of scenarios as a course, one lesson each, in the order that `structure.json` or a `*-pathway.json` gives them. */
export function importKatacoda(importing: Importing, name: string): DraftCourse {
  const found: FoundScenario[] = [];
  for (const path of [...importing.files.keys()].filter((one) => indexFile.test(one)).sort()) {
    const text = readForeignText(importing, path);
    const index = text === null || text.length > 256 * 1024 ? null : readIndex(text);
    if (text !== null && index !== null) found.push({ file: path, text, index });
  }
  const slugs = createSlugs();
  const lessons: DraftCourse['lessons'] = [];
  for (const scenario of inOrder(importing, found)) {
    if (lessons.length === lessonsMost) {
      importing.refuse({ file: scenario.file, line: 1 }, 'limits', `${lessonsMost}`);
      continue;
    }
    const lesson = importScenario(
      importing,
      scenario,
      slugs(slugOf(folderOf(scenario.file).replaceAll('/', '-') || name || scenario.index.title), 'lesson'),
    );
    if (lesson) lessons.push(lesson);
  }
  const [only, ...others] = found;
  const isOne = only !== undefined && others.length === 0;
  return {
    title: (isOne && only.index.title.trim()) || name,
    summary: (isOne && only.index.description.trim().slice(0, 2000)) || null,
    lessons,
  };
}

const listSchema = z.object({
  items: z.array(z.object({ path: z.string() })).catch([]),
  courses: z.array(z.object({ course_id: z.string() })).catch([]),
});

/** As a list of the archive has them, then the rest by name. */
function inOrder(importing: Importing, found: FoundScenario[]): FoundScenario[] {
  const lists = [...importing.files.keys()].filter((path) => /(?:^|\/)(?:structure|[^/]*-pathway)\.json$/.test(path)).sort();
  const order = lists.flatMap((path) => {
    const text = readForeignText(importing, path) ?? '';
    try {
      const { items, courses } = listSchema.parse(JSON.parse(text));
      const named = [...items.map((item) => item.path), ...courses.map((course) => course.course_id)];
      return named.flatMap((one) => resolvePath(folderOf(path), one) ?? []);
    } catch {
      return [];
    }
  });
  const place = ({ file }: FoundScenario): number => {
    const at = order.indexOf(folderOf(file));
    return at < 0 ? order.length : at;
  };
  return [...found].sort((a, b) => place(a) - place(b));
}

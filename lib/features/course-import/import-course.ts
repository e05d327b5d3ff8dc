import { readCourse } from '../courses/read-course';
import { sayPlace } from '../courses/issue';
import type { ImportFormat, ImportLoss, ImportRefusal, ImportReport } from '@/lib/shared/course-import';
import type { DraftCourse, ForeignFiles, Importing, ImportWords } from './draft';
import { importKatacoda, isKatacoda } from './katacoda';
import { importLabspace, isLabspace } from './labspace';
import { createNeeds } from './needs';
import { createPictures } from './pictures';
import { importPwd, isPwd } from './pwd';
import { languageOf, wordsOf } from './words';
import { divideLesson, writeCourse } from './write-course';

/** How one format is known and read. */
interface Importer {
  format: ImportFormat;
  is(files: ForeignFiles): boolean;
  read(importing: Importing, name: string): DraftCourse;
  /** Its commands are typed as root. */
  asRoot: boolean;
}

const importers: readonly Importer[] = [
  { format: 'labspace', is: isLabspace, read: importLabspace, asRoot: false },
  { format: 'katacoda', is: isKatacoda, read: importKatacoda, asRoot: true },
  { format: 'pwd', is: isPwd, read: importPwd, asRoot: true },
];

export interface ImportOptions {
  /** Told apart by the files where it is left out. */
  from?: ImportFormat | undefined;
  /** Two letters; guessed from the texts where it is left out. */
  language?: string | undefined;
  /** Of the folder or the archive: the id of the course comes from it, or from its title where this is empty. */
  name: string;
}

/** `files` is null where nothing could be imported; then `report.refused` says why, each at its place. */
export interface ImportResult {
  files: Map<string, Uint8Array> | null;
  report: ImportReport;
}

/** The format of an archive. @returns null for one that no importer knows */
export const formatOf = (files: ForeignFiles): ImportFormat | null => importers.find(({ is }) => is(files))?.format ?? null;

/**
 * Makes a course in the panel's format out of one in a format of others. Pure: nothing of the archive runs, nothing is written. What comes
 * out has passed the same check as a course that somebody wrote; where it does not, the import is refused at the place in the course.
 */
export function importCourse(files: ForeignFiles, { from, language: given, name }: ImportOptions): ImportResult {
  const importer = importers.find(({ format, is }) => (from === undefined ? is(files) : format === from));
  const losses: ImportLoss[] = [];
  const refused: ImportRefusal[] = [];
  const language = given ?? languageOf(pagesOf(files));
  const needs = createNeeds();
  const seen = new Set<string>();
  const lose: Importing['lose'] = ({ file, line }, code, what) => {
    const loss = { file, line, code, what: what.slice(0, 200) };
    const key = JSON.stringify(loss);
    if (seen.has(key)) return;
    seen.add(key);
    losses.push(loss);
  };
  const refuse: Importing['refuse'] = ({ file, line }, code, what) =>
    void refused.push({ file, line, code, what: what.slice(0, 200) });
  const words = wordsOf(language);
  const pictures = createPictures({ files, lose });
  const importing: Importing = { files, words, pictures, lose, refuse, needs, budget: { spent: 0 } };
  const counts = { lessons: 0, steps: 0, commands: 0, questions: 0, scripts: 0 };
  const report = (): ImportReport => ({
    ...{ format: importer?.format ?? from ?? 'katacoda', language, ...counts },
    ...{ needs: needs.found(), losses: losses.sort(byPlace), refused: refused.sort(byPlace) },
  });
  if (!importer) {
    refuse({ file: '.', line: 1 }, 'unknown', name);
    return { files: null, report: report() };
  }
  const draft = importer.read(importing, name);
  if (draft.lessons.length === 0) {
    if (refused.length === 0) refuse({ file: '.', line: 1 }, 'empty', name);
    return { files: null, report: report() };
  }
  const about = { language, words, name, images: needs.found().images, needsRoot: importer.asRoot, pictures: pictures.taken() };
  const written = writeChecked({ ...draft, title: draft.title || titleOf(draft, words) }, about, refuse);
  if (!written) return { files: null, report: report() };
  Object.assign(counts, written.counts);
  return { files: written.files, report: report() };
}

/** Of an archive that says no name: after its first lesson. */
function titleOf({ lessons }: DraftCourse, words: ImportWords): string {
  const title = lessons[0]?.title ?? '';
  return lessons.length > 1 ? words.andMore(title, lessons.length - 1) : title;
}

/**
 * Writes what the check of courses accepts: a lesson with a mistake is left out and refused at its place. @returns null where none is left
 */
function writeChecked(
  draft: DraftCourse,
  about: Parameters<typeof writeCourse>[1],
  refuse: Importing['refuse'],
): ReturnType<typeof writeCourse> | null {
  let lessons = draft.lessons.flatMap((lesson) => divideLesson(lesson, about.words));
  while (lessons.length > 0) {
    const written = writeCourse({ ...draft, lessons }, about);
    const { issues } = readCourse(written.files);
    const [first] = issues;
    if (!first) return written;
    const bad = new Set(issues.map(({ file }) => /^lessons\/([^/]+)\//.exec(file)?.[1]));
    // A mistake of the whole course, its size mostly: the last lesson goes.
    const left = lessons.filter(({ id }) => !bad.has(id));
    const gone = left.length < lessons.length ? lessons.filter(({ id }) => bad.has(id)) : lessons.slice(-1);
    for (const { id, source } of gone) {
      const issue = issues.find(({ file }) => file.startsWith(`lessons/${id}/`)) ?? first;
      refuse(source, 'invalid', `${sayPlace(issue)}: ${issue.message}`);
    }
    lessons = left.length < lessons.length ? left : lessons.slice(0, -1);
  }
  return null;
}

const byPlace = (a: ImportLoss | ImportRefusal, b: ImportLoss | ImportRefusal): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

function* pagesOf(files: ForeignFiles): Generator<string> {
  const decoder = new TextDecoder();
  for (const [path, bytes] of files) if (/\.(?:md|markdown)$/i.test(path)) yield decoder.decode(bytes.subarray(0, 64 * 1024));
}

import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { DraftCommand, DraftCourse, DraftStep, ForeignFiles, Importing } from './draft';
import { folderOf, readForeignText, resolvePath } from './foreign-text';
import { lineOf } from './katacoda-index';
import { labspaceDialect } from './labspace-dialect';
import { placeFile } from './place-file';
import { lessonOfSections } from './sections';
import { createSlugs, slugOf } from './slug';

const labspaceFile = /(?:^|\/)labspace\.ya?ml$/;
const lessonsMost = 60;
/** What the files of a project may need to be written. */
const projectCommands = 24;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const labspaceSchema = z.object({
  title: z.string().catch(''),
  description: z.string().catch(''),
  sections: z
    .array(z.object({ title: z.string().catch(''), contentPath: z.string().max(400) }))
    .max(400)
    .catch([]),
  services: z.array(z.object({ url: z.string().catch(''), title: z.string().catch('') })).catch([]),
  variables: z.record(z.string(), scalar).catch({}),
});

export const isLabspace = (files: ForeignFiles): boolean => [...files.keys()].some((path) => labspaceFile.test(path));

/** A Labspace as a course: a lesson per section. */
export function importLabspace(importing: Importing, name: string): DraftCourse {
  const [file] = [...importing.files.keys()].filter((path) => labspaceFile.test(path)).sort((a, b) => a.length - b.length);
  const text = file === undefined ? null : readForeignText(importing, file);
  const nothing: DraftCourse = { title: name, summary: null, lessons: [] };
  if (file === undefined || text === null) return nothing;
  const read = labspaceSchema.safeParse(readYamlText(text));
  if (!read.success) {
    importing.refuse({ file, line: 1 }, 'empty', file);
    return nothing;
  }
  const { title, description, sections, services, variables } = read.data;
  for (const { url, title: says } of services) {
    importing.lose({ file, line: lineOf(text, url) }, 'tab', url || says);
    const [, port] = /^https?:\/\/localhost(?::(\d+))?/i.exec(url) ?? [];
    if (/^https?:\/\/localhost\b/i.test(url)) importing.needs.port(Number(port ?? 80));
  }
  const dialect = labspaceDialect(variables);
  const slugs = createSlugs();
  const lessons: DraftCourse['lessons'] = [];
  for (const section of sections) {
    const place = { file, line: lineOf(text, section.contentPath) };
    const path = findPage(importing.files, folderOf(file), section.contentPath);
    const page = path === null ? null : readForeignText(importing, path);
    if (path === null || page === null) {
      importing.lose(place, 'missing', section.contentPath);
      continue;
    }
    if (lessons.length === lessonsMost) {
      importing.refuse(place, 'limits', section.contentPath);
      continue;
    }
    const id = slugs(slugOf(path.replace(/^.*\//, '').replace(/\.[a-z]+$/i, '')), 'section');
    const about = { file: path, id, title: section.title.trim() || id, lines: page.split('\n'), offset: 0, dialect };
    const lesson = lessonOfSections(importing, { ...about, pictureFolders: ['', folderOf(file)] });
    if (lesson) lessons.push(lesson);
  }
  const [first] = lessons;
  const project = placeProject(importing);
  if (first && project.length > 0) first.steps.unshift(setUpStep(importing, project));
  return { title: title.trim() || name, summary: description.trim().slice(0, 2000) || null, lessons };
}

const setUpStep = ({ words }: Importing, commands: DraftCommand[]): DraftStep => ({
  ...{ title: words.setUp, page: words.setUpText, commands, questions: [], solution: [] },
});

function readYamlText(text: string): unknown {
  try {
    return parseDocument(text, { stringKeys: true, logLevel: 'silent' }).toJS({ maxAliasCount: 20 });
  } catch {
    return null;
  }
}

/** From the folder of labspace.yaml, or from the top of the repository. */
function findPage(files: ForeignFiles, folder: string, written: string): string | null {
  for (const from of [folder, '']) {
    const path = resolvePath(from, written);
    if (path !== null && files.has(path)) return path;
  }
  return null;
}

/** The site puts the folder `project` where the terminal opens: commands that write its files, where they are text and few. */
function placeProject(importing: Importing): DraftCommand[] {
  const paths = [...importing.files.keys()].filter((path) => path.startsWith('project/')).sort();
  const commands: DraftCommand[] = [];
  const left: string[] = [];
  for (const path of paths) {
    const text = readForeignText(importing, path);
    const quiet = { ...importing, lose: () => {} };
    const placed = text === null ? [] : placeFile(quiet, { path: path.slice('project/'.length), text }, { file: path, line: 1 });
    if (placed.length === 0 || commands.length + placed.length > projectCommands) left.push(path);
    else commands.push(...placed);
  }
  for (const path of left) importing.lose({ file: path, line: 1 }, 'file', path);
  return commands;
}

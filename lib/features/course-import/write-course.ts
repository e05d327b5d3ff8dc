import { stringify } from 'yaml';
import type { DraftCommand, DraftCourse, DraftLesson, DraftQuestion, DraftStep, ImportWords } from './draft';
import { visible } from './foreign-text';
import { slugOf } from './slug';

const commandsMost = 24;
const questionsMost = 12;

/** What a draft becomes. */
export interface WrittenCourse {
  files: Map<string, Uint8Array>;
  counts: { lessons: number; steps: number; commands: number; questions: number; scripts: number };
}

interface Writing {
  language: string;
  words: ImportWords;
  name: string;
  images: string[];
  needsRoot: boolean;
  pictures: ReadonlyMap<string, Uint8Array>;
}

/** The files of a course in the panel's own format (docs/course-authoring.md). */
export function writeCourse(draft: DraftCourse, writing: Writing): WrittenCourse {
  const { language, name, images, pictures } = writing;
  const text = (value: string): Record<string, string> => ({ [language]: visible(value).slice(0, 4000).trim() || '–' });
  const files = new Map<string, Uint8Array>(pictures);
  const counts = { lessons: 0, steps: 0, commands: 0, questions: 0, scripts: 0 };
  const put = (path: string, content: string): void => void files.set(path, new TextEncoder().encode(content));
  for (const lesson of draft.lessons) {
    const steps = lesson.steps.flatMap((step) => divideStep(step, writing.words));
    const ids = steps.map((_, index) => `step-${index + 1}`);
    const written = steps.map((step, index) => stepFile(step, ids[index] ?? '', { ...writing, text, counts }));
    put(`lessons/${lesson.id}/lesson.yaml`, yamlOf({ title: text(lesson.title), minutes: lesson.minutes, steps: written }));
    put(`lessons/${lesson.id}/${language}.md`, pageOf(lesson, steps, ids));
    counts.lessons++;
    counts.steps += steps.length;
  }
  put(
    'course.yaml',
    yamlOf({
      id: slugOf(name) || slugOf(draft.title) || 'imported',
      version: '1.0.0',
      title: text(draft.title),
      ...(draft.summary && { summary: text(draft.summary) }),
      languages: [language],
      needs: { ...(writing.needsRoot && { root: true }), ...(images.length > 0 && { images: images.slice(0, 32) }) },
      lessons: draft.lessons.map(({ id }) => id),
    }),
  );
  return { files, counts };
}

/** Of one page, with room for the marks of its steps. */
const pageBytes = 44 * 1024;
const stepsMost = 50;

/** A lesson whose page would be too long goes on in another one. */
export function divideLesson(lesson: DraftLesson, words: ImportWords): DraftLesson[] {
  const parts: DraftLesson[] = [];
  let steps: DraftStep[] = [];
  const bytes = (text: string): number => Buffer.byteLength(text);
  let size = bytes(lesson.before);
  const flush = (isLast: boolean): void => {
    const number = parts.length + 1;
    parts.push({
      ...lesson,
      id: number === 1 ? lesson.id : `${lesson.id.slice(0, 36)}-p${number}`,
      title: number === 1 ? lesson.title : words.continued(lesson.title),
      minutes: Math.max(1, Math.round((lesson.minutes * steps.length) / Math.max(1, lesson.steps.length))),
      ...{ steps, before: number === 1 ? lesson.before : '', after: isLast ? lesson.after : '' },
    });
    steps = [];
    size = 0;
  };
  for (const step of lesson.steps) {
    const own = bytes(step.lead ?? '') + bytes(step.page) + bytes(step.title) * 2;
    const divided = Math.ceil(step.commands.length / commandsMost) || 1;
    if (steps.length > 0 && (size + own > pageBytes || steps.length + divided > stepsMost)) flush(false);
    steps.push(step);
    size += own;
  }
  if (steps.length > 0 && size + bytes(lesson.after) > pageBytes && bytes(lesson.after) < pageBytes) {
    const after = { title: words.read, page: lesson.after, commands: [], questions: [], solution: [] };
    flush(false);
    return [
      ...parts,
      {
        ...lesson,
        id: `${lesson.id.slice(0, 36)}-p${parts.length + 1}`,
        title: words.continued(lesson.title),
        minutes: 1,
        before: '',
        after: '',
        steps: [after],
      },
    ];
  }
  flush(true);
  return parts;
}

const yamlOf = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

function pageOf(lesson: DraftLesson, steps: DraftStep[], ids: string[]): string {
  const parts = [lesson.before];
  for (const [index, step] of steps.entries())
    parts.push(step.lead ?? '', `## ${titleOf(step.title)}`, step.page, `::step{#${ids[index]}}`);
  parts.push(lesson.after);
  return `${parts.filter((part) => part.trim() !== '').join('\n\n')}\n`;
}

/** A title in a line of Markdown: only its words. */
const titleOf = (title: string): string =>
  visible(title)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>#:{}|~!&]/g, '\\$&')
    .slice(0, 400)
    .trim();

/** A step holds so many commands; the rest go on in the next one. Its check is at the last. */
function divideStep(step: DraftStep, words: ImportWords): DraftStep[] {
  if (step.commands.length <= commandsMost && step.questions.length <= questionsMost) return [step];
  const count = Math.max(Math.ceil(step.commands.length / commandsMost), Math.ceil(step.questions.length / questionsMost));
  return Array.from({ length: count }, (_, index): DraftStep => {
    const first = index * commandsMost;
    const isLast = index === count - 1;
    return {
      title: index === 0 ? step.title : words.continued(step.title),
      ...{ lead: index === 0 ? step.lead : '', page: index === 0 ? step.page : '' },
      commands: step.commands.slice(first, first + commandsMost),
      questions: step.questions.slice(index * questionsMost, (index + 1) * questionsMost),
      solution: step.solution.filter((at) => at >= first && at < first + commandsMost).map((at) => at - first),
      ...(isLast && { script: step.script, more: step.more }),
    };
  });
}

interface StepWriting extends Writing {
  text(value: string): Record<string, string>;
  counts: WrittenCourse['counts'];
}

function stepFile(step: DraftStep, id: string, { text, counts, needsRoot }: StepWriting): object {
  const checks = [
    ...step.questions.map((question, index) => questionCheck(question, index, text)),
    // What a step is in a version that nobody trusts stands in the file: the program does not run there.
    ...(step.script ? [{ id: 'verify', is: 'script', run: step.script, untrusted: 'read' }] : []),
  ];
  counts.commands += step.commands.length;
  counts.questions += step.questions.length;
  counts.scripts += step.script ? 1 : 0;
  const solution = [...new Set(step.solution)].filter((at) => at < step.commands.length).slice(0, 24);
  return {
    id,
    title: text(step.title || id),
    ...(step.commands.length > 0 && { where: needsRoot ? 'host-root' : 'host-user' }),
    ...(checks.length === 0 && { read: true }),
    ...(step.commands.length > 0 && { commands: step.commands.map(commandFile) }),
    ...(checks.length > 0 && { checks }),
    ...(step.more && { more: text(step.more) }),
    ...(solution.length > 0 && { solution: solution.map((at) => `command-${at + 1}`) }),
  };
}

const commandFile = ({ run, kind, keys }: DraftCommand, index: number): object => ({
  id: `command-${index + 1}`,
  run,
  ...(kind && { kind }),
  ...(keys && { keys }),
});

const letters = 'abcdefgh';

function questionCheck({ ask, choices, right }: DraftQuestion, index: number, text: StepWriting['text']): object {
  const about = { id: `question-${index + 1}`, is: 'answer', ask: text(ask) };
  if (!choices) return { ...about, kind: 'text', truth: { of: 'text', value: oneOf(right) } };
  const values = choices.map((says, at) => ({ value: letters[at] ?? `${at}`, say: text(says) }));
  const rightValues = choices.flatMap((says, at) => (right.includes(says) ? [letters[at] ?? `${at}`] : []));
  return { ...about, kind: 'choice', choices: values, truth: { of: 'text', value: oneOf(rightValues) } };
}

const oneOf = (values: string[]): string | string[] => (values.length === 1 ? (values[0] ?? '') : values.slice(0, 64));

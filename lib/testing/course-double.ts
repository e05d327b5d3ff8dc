import type { StepVerdict } from '@/lib/features/checks/evaluate';
import type { LessonStart, Look } from '@/lib/features/checks/kind';
import { packFiles } from '@/lib/features/courses/archive';
import type { Course } from '@/lib/features/courses/course';
import { readCourse } from '@/lib/features/courses/read-course';
import type { Judge } from '@/lib/features/progress/judge';
import type { Db } from '@/lib/gateways/db/db';

const files: Record<string, string> = {
  'course.yaml': `
id: harbour
version: 1.0.0
title: { ko: 항구, en: Harbour }
languages: [ko, en]
values:
  me.word: { from: [anchor, beacon], perStudent: true, shared: ubuntu }
lessons: [first, second]
`,
  'lessons/first/lesson.yaml': `
title: { ko: 처음, en: First }
minutes: 10
steps:
  - { id: intro, title: { ko: 소개, en: Intro }, read: true }
  - id: make
    title: { ko: 만들기, en: Make }
    where: host-root
    points: 2
    commands:
      - { id: pull, run: "docker pull {{me.word}}" }
    predict:
      id: more
      ask: { ko: 몇 개, en: How many }
      truth: { of: images.count }
      explain: { ko: 하나, en: One }
    checks:
      - { id: image, is: image, ref: ubuntu }
      - id: name
        is: answer
        ask: { ko: 이름은, en: What is its name }
        kind: name
        truth: { of: node.name }
        explain: { ko: 노드 이름, en: The name of the node }
    hints:
      - { id: inside, when: { is: session, where: container }, say: { ko: 나오세요, en: Leave the container } }
    more: { ko: 설명, en: Explanation }
    solution: [pull]
    why: { ask: { ko: 왜, en: Why }, explain: { ko: 그래서, en: Therefore } }
    creates: { images: [ubuntu], containers: [web], paths: [/lab] }
  - id: tag
    title: { ko: 태그, en: Tag }
    after: make
    checks:
      - { id: deed, is: deed, event: tag, image: ubuntu }
`,
  'lessons/first/ko.md': '소개\n\n::step{#intro}\n\n::step{#make}\n\n::step{#tag}\n\n::picture[쌓임]{name="stack"}\n',
  'lessons/first/en.md': 'Intro\n\n::step{#intro}\n\n::step{#make}\n\n::step{#tag}\n\n::picture[A stack]{name="stack"}\n',
  'lessons/second/lesson.yaml': `
title: { ko: 다음, en: Second }
minutes: 5
steps:
  - id: end
    title: { ko: 끝, en: End }
    more: { ko: "{{node.name}} 노드", en: "On {{node.name}}" }
    commands: [{ id: ps, run: docker ps -a, kind: look }]
    checks:
      - { id: gone, is: container, noneLeft: true }
`,
  'lessons/second/ko.md': '::step{#end}\n',
  'lessons/second/en.md': '::step{#end}\n',
  'img/stack.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Stack</title></svg>\n',
};
const bytes = new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]));

function mustRead(): Course {
  const { course, issues } = readCourse(bytes);
  if (!course) throw new Error(issues.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  return course;
}

/** A course of two lessons and four steps: `first` (`intro` read, `make`, `tag` after it) and `second` (`end`). */
export const courseDouble: Course = mustRead();
export const courseHash = courseDouble.hash;
export const courseZip = packFiles(bytes);

/** Puts the course into a database. */
export async function buildCourse(db: Pick<Db, 'courseVersion'>): Promise<void> {
  const { hash, id, file } = courseDouble;
  await db.courseVersion.create({
    data: {
      hash,
      courseId: id,
      version: file.version,
      origin: 'upload',
      files: courseZip,
      createdAt: new Date('2026-01-01T00:00:00Z'),
    },
  });
}

/** How a node was as a lesson began: empty. */
export const emptyStart: LessonStart = {
  ...{ at: Date.parse('2026-01-01T00:00:00Z'), nodeAt: null, bootId: null, daemon: null, eventsSince: null },
  ...{ images: [], containerIds: [], layers: null, paths: { '/lab': null } },
};

type Answer = (step: { checks: string[]; look: Look }) => StepVerdict | Promise<StepVerdict>;
export interface JudgeDouble extends Judge {
  /** Steps that were judged, by their checks: `image,name`. */
  asked: string[];
  /** How they are judged from now on. */
  answer: Answer;
}

/** A verdict over checks, each by what became of it. @param of by id: true holds, a text is why not */
export function verdictOf(checks: readonly string[], of: (id: string) => boolean | string, latched: string[] = []): StepVerdict {
  const judged = checks.map((checkId) => {
    const held = of(checkId);
    const reason = typeof held === 'string' ? held : 'image_missing';
    const verdict = held === true ? { verdict: 'passed', reason: 'holds' } : { verdict: 'failed', reason, wanted: 'ubuntu' };
    return { checkId, kind: 'image', verdict, facts: { checkId } };
  });
  const holds = judged.every(({ verdict }) => verdict.verdict === 'passed');
  return { verdict: holds ? 'passed' : 'failed', checks: judged, latched } as StepVerdict;
}

/** Looks at no node: every check fails until the test says otherwise. */
export function createJudgeDouble(answer: Answer = ({ checks }) => verdictOf(checks, () => false)): JudgeDouble {
  const asked: string[] = [];
  const judge: JudgeDouble = {
    asked,
    answer,
    open: (options) =>
      ({ ...options, sessions: async () => [], deeds: async () => ({ deeds: [], hasGap: false }) }) as unknown as Look,
    start: async () => emptyStart,
    step: async (look, { checks = [] }) => {
      const ids = checks.map(({ id }) => id ?? '');
      asked.push(ids.join(','));
      return judge.answer({ checks: ids, look });
    },
    check: async (_look, { id = '' }) => verdictOf([id], () => false).checks[0] as StepVerdict['checks'][number],
    truth: async () => 3,
    clock: async () => Date.parse('2026-01-01T00:00:00Z'),
    bootId: async () => 'a-boot',
  };
  return judge;
}

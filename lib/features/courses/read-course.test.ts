import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, changeFile, exampleFiles, exampleFolder } from '@/lib/testing/example-course';
import { findStep } from './course';
import { readCourse } from './read-course';
import { readFolder } from './read-folder';

const lesson = 'lessons/01-hello/lesson.yaml';
const ko = 'lessons/01-hello/ko.md';
const en = 'lessons/01-hello/en.md';
const svg = 'img/container.svg';

async function issuesAfter(change: (files: Map<string, Uint8Array>) => void) {
  const files = await exampleFiles();
  change(files);
  const { course, issues } = readCourse(files);
  expect(course === null).toBe(issues.length > 0);
  return issues;
}

/** Its place and code, as a person would look for it. */
const say = ({ file, line, col, code }: { file: string; line: number; col: number; code: string }) =>
  `${file}:${line}:${col} ${code}`;

test('the example is a course, with an id for each check and command', async () => {
  const { course, issues } = readCourse(await exampleFiles());
  expect(issues).toEqual([]);
  expect(course).toMatchObject({ id: 'hello-course', hash: expect.stringMatching(/^[a-f0-9]{64}$/) });
  expect(course?.lessons.map(({ id, blocks }) => [id, Object.keys(blocks)])).toEqual([['01-hello', ['ko', 'en']]]);
  expect([...(course?.pictures.keys() ?? [])]).toEqual(['container.svg']);
  const found = course && findStep(course, '01-hello', 'word');
  expect(found?.step.checks?.map(({ id }) => id)).toEqual(['file', 'pid']);
  expect(course && findStep(course, '01-hello', 'none')).toBeNull();
});

const ofPanel = path.join(exampleFolder, '../../../courses');

test.each(existsSync(ofPanel) ? readdirSync(ofPanel) : [])('%s, which comes with the panel, has no mistakes', async (name) => {
  const { files, issues } = await readFolder(path.join(ofPanel, name));
  expect([...issues, ...readCourse(files).issues]).toEqual([]);
});

test('ids that were left out are made', async () => {
  const files = await exampleFiles();
  changeFile(files, lesson, 'id: running, is: container', 'is: container');
  changeFile(files, lesson, '{ id: list, run: docker ps', '{ run: docker ps');
  const step = readCourse(files).course?.lessons[0]?.file.steps[0];
  expect(step?.checks?.[0]?.id).toBe('container');
  expect(step?.commands?.[1]?.id).toBe('command-2');
});

/** Where a mistake must be named stands before it; it is taken out before the course is read. */
const here = '▶';

/** Each planted mistake: its file, what stands there, what is put in its place, and the code. */
const planted: Array<[what: string, file: string, from: string, to: string, code: string]> = [
  ['an unknown field', 'course.yaml', 'version: 1.0.0', 'version: 1.0.0\n▶autor: x', 'schema'],
  ['an unknown kind', lesson, 'is: file,', 'is: ▶fiel,', 'schema'],
  [
    'a text without English',
    lesson,
    'title: { ko: 컨테이너 실행하기, en: Run a container }',
    '▶title: { ko: 컨테이너 실행하기 }',
    'language',
  ],
  ['a text in a language that is not listed', 'course.yaml', 'en: A first', '▶fr: x, en: A first', 'language'],
  ['a comma in a text without quotes', 'course.yaml', '첫 컨테이너', '첫, ▶컨테이너', 'schema'],
  ['a colon in a text without quotes', lesson, 'ko: 컨테이너의 프로세스는', 'ko: ▶답: 컨테이너의 프로세스는', 'yaml'],
  ['two checks of one id', lesson, '- id: pid', '- ▶id: file', 'duplicate'],
  ['two commands of one id', lesson, '{ id: list, run', '{ id: ▶run, run', 'duplicate'],
  [
    'two hints of one id',
    lesson,
    '- id: ended\n',
    '- { id: ended, when: { is: session, cwd: / }, say: { ko: 가, en: a } }\n      - id: ▶ended\n',
    'duplicate',
  ],
  [
    'checks of one kind without ids',
    lesson,
    '{ id: running, is: container, name: hello,',
    '{ is: container, atLeast: 1 }\n      - ▶{ is: container, name: hello,',
    'duplicate',
  ],
  [
    'a check that asks nothing',
    lesson,
    '{ id: running, is: container, name: hello, image: alpine',
    '▶{ id: running, is: container',
    'empty_check',
  ],
  ['a solution of no command', lesson, 'solution: [write, pid]', 'solution: [write, ▶pidd]', 'unknown_command'],
  ['why without a solution', lesson, '    solution: [run]\n', '    why: ▶{ ask: { ko: 왜, en: Why } }\n', 'unknown_command'],
  ['a hint that is not there', lesson, 'hint: ended', 'hint: ▶endet', 'unknown_hint'],
  ['a reason that no check has', lesson, 'reason: file_text', 'reason: ▶file_texts', 'unknown_reason'],
  ['a step before that is not there', lesson, 'after: run', 'after: ▶word', 'unknown_step'],
  ['a command that deletes by a click', lesson, 'run: docker ps,', 'run: ▶docker rm -f hello,', 'destroy'],
  ['a hidden character in a command', lesson, 'run: docker ps,', 'run: ▶"docker ps\\e[2K",', 'text'],
  ['a value in YAML that is not declared', lesson, 'text: "{{me.word}}"', 'text: "▶{{me.wort}}"', 'value'],
  ['a value in Markdown that is not declared', ko, '{{me.word}}', '▶{{me.name}}', 'value'],
  ['a tag of JavaScript', 'course.yaml', 'id: hello-course', 'id: ▶!!js/function "x"', 'yaml'],
  ['a version of YAML', 'course.yaml', 'id: hello', '▶%YAML 1.1\n---\nid: hello', 'yaml'],
  ['a lesson without a folder', 'course.yaml', '[01-hello]', '[01-hello, ▶02-next]', 'missing_file'],
  ['a script in Markdown', ko, '## 실행하기', 'x ▶<script>alert(1)</script>', 'html'],
  ['a block of HTML in Markdown', ko, '## 실행하기', '▶<script>alert(1)</script>', 'html'],
  ['a link that runs', en, '## Run it', '▶[x](javascript:alert(1))', 'link'],
  ['a link that carries its content', en, '## Run it', '▶[x](data:text/html,x)', 'link'],
  ['a picture from elsewhere', en, '## Run it', '▶![x](https://example.org/x.png)', 'image'],
  ['a picture that leads out', en, '## Run it', '▶![x](img/../../x.svg)', 'image'],
  ['a picture in a sentence', en, '## Run it', 'a ▶![x](img/container.svg)', 'image'],
  [
    'a picture that is not there',
    en,
    '::picture[On the node, one process runs in the container hello.]{name="container"}',
    '▶::picture[x]{name="other"}',
    'picture',
  ],
  ['a picture without words', en, '::picture[On the node, one process runs in the container hello.]', '▶::picture', 'picture'],
  ['a footnote', en, '## Run it', 'a▶[^1]\n\n[^1]: b', 'footnote'],
  ['an unknown directive', en, '## Run it', '▶:::danger\nx\n:::', 'directive'],
  ['an unknown directive on a line', en, '## Run it', '▶::video{id=x}', 'directive'],
  ['an unknown directive in a text', en, '## Run it', 'a ▶:key[x]', 'directive'],
  ['a measure that is not known', en, ':measure{of="containers.count"}', '▶:measure{of="containers.counts"}', 'directive'],
  [
    'a note that is not closed',
    en,
    ':::tip\nIf you typed the command yourself, press :kbd[Enter].\n:::',
    '▶:::tip\nx',
    'directive',
  ],
  ['a step placed twice', en, '## Write', '▶::step{#run}\n\n## Write', 'placed'],
  ['a step placed in a list', en, '::step{#word}', '- ▶::step{#word}', 'directive'],
  ['a step that lesson.yaml lacks', en, '::step{#word}', '▶::step{#words}', 'placed'],
  ['a mark too many in English', en, '::step{#word}', '▶:measure{of="images.count"}\n\n::step{#word}', 'marks'],
  ['another code block in English', en, '```text\nNAMES\nhello', '▶```text\nNAMES\nhello ', 'fence'],
  ['a picture that runs', svg, '<svg ', '<svg▶ onload="alert(1)" ', 'svg'],
  ['a picture with a script', svg, '<title>', '▶<script>alert(1)</script><title>', 'svg'],
  ['a picture that fetches', svg, '<title>', '<image ▶href="https://example.org/x.png"/><title>', 'svg'],
  ['a picture with HTML', svg, '<title>', '▶<foreignObject/><title>', 'svg'],
];

test.each(planted)('%s is named at its place', async (_what, file, from, to, code) => {
  let place = '';
  const issues = await issuesAfter((files) => {
    changeFile(files, file, from, to);
    const [before = ''] = new TextDecoder().decode(files.get(file)).split(here);
    place = `${file}:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
    changeFile(files, file, here, '');
  });
  expect(issues.map(say)).toContain(`${place} ${code}`);
  // One mistake is not drowned in what follows from it.
  expect(issues.length).toBeLessThanOrEqual(3);
});

/** Mistakes that are named elsewhere than where something changed: at what is there, since the rest is missing. */
test.each([
  ['a missing field', lesson, 'title: { ko: 컨테이너 실행하기, en: Run a container }\n    goal', 'goal', `${lesson}:4:5 schema`],
  [
    'a step without a check',
    lesson,
    '    checks:\n      - { id: running, is: container, name: hello, image: alpine, state: running, stable: 2s }\n',
    '',
    `${lesson}:4:9 no_check`,
  ],
  ['two steps of one id', lesson, '- id: word', '- id: run', `${lesson}:26:9 duplicate`],
  ['a step that is not placed', en, '::step{#word}\n', '', `${lesson}:26:9 placed`],
  ['a step missing in one language', en, '::step{#word}\n', '', `${en}:24:4 marks`],
  ['a folder that no lesson names', 'course.yaml', '[01-hello]', '[02-hello]', `${ko}:1:1 file`],
  ['a page that is missing', 'course.yaml', '[ko, en]', '[ko, en, de]', `${lesson}:1:1 missing_file`],
])('%s is named', async (_what, file, from, to, said) => {
  expect((await issuesAfter((files) => changeFile(files, file, from, to))).map(say)).toContain(said);
});

test('steps stand in the order of lesson.yaml', async () => {
  const issues = await issuesAfter((files) => {
    for (const file of [ko, en]) {
      changeFile(files, file, '::step{#run}', '::step{#x}');
      changeFile(files, file, '::step{#word}', '::step{#run}');
      changeFile(files, file, '::step{#x}', '::step{#word}');
    }
  });
  expect(issues.map(say)).toEqual([`${en}:26:1 placed`, `${ko}:26:1 placed`]);
});

test('a difference between languages names both places', async () => {
  const [issue] = await issuesAfter((files) => changeFile(files, en, 'NAMES\nhello', 'NAMES\nother'));
  expect(issue).toMatchObject({ file: en, line: 13, message: expect.stringContaining(`${ko}:13:1`) });
});

test.each([
  ['../outside.yaml', 'path'],
  ['/etc/passwd', 'path'],
  ['img\\a.svg', 'path'],
  ['C:/a.svg', 'path'],
  ['files/run.sh', 'file'],
  ['img/a.html', 'picture'],
  ['lessons/01-hello/fr.md', 'language'],
  ['lessons/02-other/ko.md', 'file'],
])('a file %s is refused', async (name, code) => {
  expect((await issuesAfter((files) => files.set(name, bytesOf('x')))).map(say)).toEqual([`${name}:1:1 ${code}`]);
});

test('aliases that grow are refused at the first of them', async () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`),
  ];
  const issues = await issuesAfter((files) => files.set('course.yaml', bytesOf(bomb.join('\n'))));
  expect(issues.map(say)).toEqual(['course.yaml:2:8 alias']);
});

test('too much is refused before it is read', async () => {
  const large = await issuesAfter((files) => files.set('img/large.png', new Uint8Array(2 * 1024 * 1024)));
  expect(large.map(say)).toEqual(['course.yaml:1:1 size']);
  const many = await issuesAfter((files) => {
    for (let i = 0; i < 400; i++) files.set(`img/p${i}.svg`, bytesOf('<svg/>'));
  });
  expect(many.map(say)).toEqual(['course.yaml:1:1 size']);
});

test('a picture is what its name says', async () => {
  expect((await issuesAfter((files) => files.set('img/a.png', bytesOf('<svg/>')))).map(say)).toEqual(['img/a.png:1:1 picture']);
});

test('no files make it throw', async () => {
  const example = [...(await exampleFiles())];
  const paths = [...example.map(([path]) => path), '', '..', '__proto__', 'lessons/01-hello'];
  /** Pieces that mean something to YAML or Markdown. */
  const piece = fc.constantFrom(
    ...':[]{}#&*!|>-`"\'\n <>%@~_$\\',
    '\u0000',
    'ㄱ',
    '::step{#',
    ':::note\n',
    '!!js ',
    '__proto__',
    '```',
    '{{me.',
    '- ',
    '~1',
  );
  const text = fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }).map((parts) => parts.join(''));
  const change = fc.record({
    path: fc.constantFrom(...paths),
    at: fc.nat(2000),
    text,
    bytes: fc.option(fc.uint8Array({ maxLength: 200 })),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const files = new Map(example);
      for (const { path, at, text, bytes } of changes) {
        const old = new TextDecoder().decode(files.get(path));
        files.set(path, bytes ?? bytesOf(old.slice(0, at) + text + old.slice(at)));
      }
      const { course, issues } = readCourse(files);
      return (course === null) === issues.length > 0 && issues.every(({ line, col }) => line >= 1 && col >= 1);
    }),
    { numRuns: 300 },
  );
});

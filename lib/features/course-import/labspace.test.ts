import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { foreignFiles, writtenText } from '@/lib/testing/foreign-course';
import type { CourseStep } from '../courses/schema';
import { importCourse } from './import-course';

const about = 'title: A lab\ndescription: About it\nsections:\n  - title: First\n    contentPath: 01-first.md\n';

function importSection(page: string, { yaml = about, files = {} }: { yaml?: string; files?: Record<string, string> } = {}) {
  const result = importCourse(foreignFiles({ 'labspace/labspace.yaml': yaml, 'labspace/01-first.md': page, ...files }), {
    name: 'lab',
  });
  const lesson = parse(writtenText(result.files, 'lessons/01-first/lesson.yaml')) as { steps: CourseStep[] };
  const losses = result.report.losses.map(({ file, line, code, what }) => `${file}:${line} ${code} ${what}`);
  return { ...result, page: writtenText(result.files, 'lessons/01-first/en.md'), steps: lesson.steps, losses };
}

test('a section is a lesson, and a heading with something to do a step; the rest is read before it', () => {
  const result = importSection('# Title\n\nHello\n\n## Why\n\nBecause.\n\n## Do\n\n```bash\ndocker ps\n```\n\n## More\n\nBye\n');
  expect(result.page).toBe(
    'Hello\n\n## Why\n\nBecause.\n\n## Do\n\n```bash\ndocker ps\n```\n\n::step{#step-1}\n\n## More\n\nBye\n',
  );
  expect(result.steps).toEqual([
    { id: 'step-1', title: { en: 'Do' }, where: 'host-user', read: true, commands: [{ id: 'command-1', run: 'docker ps' }] },
  ]);
  expect(result.report).toMatchObject({ format: 'labspace', losses: [] });
});

test('blocks are run, saved or shown as the author says', () => {
  const result = importSection(
    '```console\n$ ls\na b\n$ pwd\n```\n\n```bash no-run-button\nnot this\n```\n\n```yaml save-as=app/compose.yaml highlight=1\nimage: redis:7\n```\n\n```sh terminal-id=logs\ntail -f a\n```\n\n```mermaid\ngraph\n```\n',
  );
  expect(result.steps[0]?.commands?.map(({ run }) => run)).toEqual([
    'ls\npwd',
    "mkdir -p app\ncat > app/compose.yaml <<'EOF'\nimage: redis:7\nEOF",
    'tail -f a',
  ]);
  expect(result.losses).toEqual(['labspace/01-first.md:15 terminal logs', 'labspace/01-first.md:19 image mermaid']);
  expect(result.report.needs.images).toEqual(['redis:7']);
});

test('variables of the author are put in; those of the student are asked for in their shell', () => {
  const result = importSection(
    'Python $$tag$$\n\n::variableDefinition[my name]{prompt="Who?"}\n\n::variableDefinition[user]{prompt="Who are \'you\'?"}\n\n::variableSetButton[Say hello]{variables="greeting=hello"}\n\n```bash\ndocker run $$user$$/a:$$tag$$\n```\n\n```text save-as=a.txt\n$$greeting$$\n```\n',
    { yaml: `${about}variables:\n  tag: 3.14\n` },
  );
  expect(result.steps[0]?.commands?.map(({ run }) => run)).toEqual([
    "read -rp 'Who? ' my_name; export my_name",
    "read -rp 'Who are you? ' user; export user",
    "export greeting='hello'",
    `docker run \${user}/a:3.14`,
    "cat > a.txt <<'EOF'\n$$greeting$$\nEOF",
    `sed -i "s|[$][$]greeting[$][$]|\${greeting}|g" a.txt`,
  ]);
  expect(result.page).toContain('Python 3.14');
});

test('what is shown under a condition is shown with it, what is for Windows is not', () => {
  const result = importSection(
    ':::conditionalDisplay{variable="a" hasNoValue}\nSet it.\n:::\n\n:::conditionalDisplay{os="windows"}\nNo.\n:::\n\n:::conditionalDisplay{os="unix"}\nYes.\n:::\n',
  );
  expect(result.page).toContain('*Only if variable=a hasNoValue:*\n\nSet it.');
  expect(result.page).not.toContain('No.');
  expect(result.page).toContain('Yes.');
  expect(result.losses.map((loss) => loss.split(' ')[1])).toEqual(['condition', 'condition']);
});

test('tabs and links into the editor are words; a port of the page is a port of the node', () => {
  const result = importSection(
    'Open :tabLink[the app]{href="http://localhost:8080" id="app"} and :fileLink[it]{path="a/b.yaml"}, see [c](http://localhost:81/d) at 10:30 :smile:\n',
    {
      yaml: `${about}services:\n  - title: App\n    url: http://localhost:5050\n`,
    },
  );
  expect(result.page).toContain(
    'the app ({{node.name}}\\:8080) and `a/b.yaml`, see c ({{node.name}}\\:81/d) at 10\\:30 \\:smile:',
  );
  expect(result.losses).toEqual([
    'labspace/01-first.md:1 tab http://localhost:8080',
    'labspace/01-first.md:1 ide a/b.yaml',
    'labspace/labspace.yaml:8 tab http://localhost:5050',
  ]);
  expect(result.report.needs.ports).toEqual([81, 5050, 8080]);
});

test('notes of GitHub are notes, and the project is written by commands', () => {
  const result = importSection('> [!CAUTION]\n> Look.\n', { files: { 'project/Dockerfile': 'FROM alpine\nRUN rm -rf /x\n' } });
  expect(result.page).toContain(':::warning\nLook.\n:::');
  expect(result.steps[0]).toMatchObject({
    title: { en: 'Set up' },
    commands: [{ run: "cat > Dockerfile <<'EOF'\nFROM alpine\nRUN rm -rf /x\nEOF" }],
  });
  expect(result.steps[0]?.commands?.[0]?.kind).toBeUndefined();
});

test('a section whose page is missing, or leads out, is named', () => {
  const result = importSection('x', { yaml: `${about}  - title: B\n    contentPath: ../../etc/passwd\n` });
  expect(result.losses).toEqual(['labspace/labspace.yaml:7 missing ../../etc/passwd']);
  expect(result.report.lessons).toBe(1);
});

test.each(['sections: {', 'a: &a [*a, *a]', '- 1', 'sections: 5'])('a labspace.yaml that is none is refused: %s', (yaml) => {
  const result = importCourse(foreignFiles({ 'labspace.yaml': yaml }), { name: 'lab' });
  expect(result.files).toBeNull();
  expect(result.report.refused).toHaveLength(1);
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { foreignFiles, writtenText } from '@/lib/testing/foreign-course';
import type { CourseStep } from '../courses/schema';
import { importCourse } from './import-course';

const index = (details: object, more: object = {}): string =>
  JSON.stringify({ title: 'A scenario', description: 'About it', details, backend: { imageid: 'ubuntu' }, ...more }, null, 2);

/** One scenario with one page, and what became of it. */
function importPage(page: string, { step = {}, files = {} }: { step?: object; files?: Record<string, string> } = {}) {
  const details = { steps: [{ title: 'First', text: 'step1.md', ...step }] };
  const result = importCourse(foreignFiles({ 'index.json': index(details), 'step1.md': page, ...files }), { name: 'one' });
  const lesson = parse(writtenText(result.files, 'lessons/one/lesson.yaml')) as { steps: CourseStep[] };
  return { ...result, page: writtenText(result.files, 'lessons/one/en.md'), step: lesson.steps.at(-1) as CourseStep };
}
const losses = ({ report }: Pick<ReturnType<typeof importCourse>, 'report'>) =>
  report.losses.map(({ file, line, code, what }) => `${file}:${line} ${code} ${what}`);

test('a scenario is a lesson: pages in order, titles, and steps to read where nothing checks them', () => {
  const details = {
    intro: { text: 'intro.md' },
    steps: [{ title: 'First', text: 'a/text.md' }, { text: 'b.md' }],
    finish: { text: 'end.md' },
  };
  const files = foreignFiles({
    'index.json': index(details),
    'intro.md': 'Hello',
    'a/text.md': '# Top\n\none',
    'b.md': 'two',
    'end.md': 'Bye',
  });
  const result = importCourse(files, { name: 'my course' });
  expect(parse(writtenText(result.files, 'course.yaml'))).toMatchObject({
    id: 'my-course',
    title: { en: 'A scenario' },
    summary: { en: 'About it' },
    languages: ['en'],
    needs: { root: true },
    lessons: ['my-course'],
  });
  expect(writtenText(result.files, 'lessons/my-course/en.md')).toBe(
    'Hello\n\n## First\n\n### Top\n\none\n\n::step{#step-1}\n\n## Step 2\n\ntwo\n\n::step{#step-2}\n\nBye\n',
  );
  expect(parse(writtenText(result.files, 'lessons/my-course/lesson.yaml')).steps[0]).toEqual({
    id: 'step-1',
    title: { en: 'First' },
    read: true,
  });
  expect(result.report).toMatchObject({ format: 'katacoda', lessons: 1, steps: 2, losses: [], refused: [] });
});

test('clickable code becomes commands, with its keys and terminals', () => {
  const result = importPage(
    [
      'Run `ls -l`{{exec}} and `top`{{execute T2}}, not `pwd`{{copy}} or `id`.',
      '',
      '```sh',
      'docker rm -f a',
      'docker ps',
      '```{{execute}}',
      '',
      '`whoami`{{exec interrupt}} `^P^Q`{{execute ctrl-seq}} `yes`{{execute no-newline}} `vim a`{{open}}',
    ].join('\n'),
  );
  expect(result.step.commands).toEqual([
    { id: 'command-1', run: 'ls -l' },
    { id: 'command-2', run: 'top' },
    { id: 'command-3', run: 'docker rm -f a\ndocker ps', kind: 'destroy' },
    { id: 'command-4', run: 'ctrl-c', keys: true },
    { id: 'command-5', run: 'whoami' },
    { id: 'command-6', run: 'ctrl-p ctrl-q', keys: true },
    { id: 'command-7', run: 'yes' },
  ]);
  expect(losses(result)).toEqual(['step1.md:1 terminal T2', 'step1.md:8 noEnter yes', 'step1.md:8 ide vim a']);
  expect(result.page).toContain('Run `ls -l` and `top` (in terminal 2), not `pwd` or `id`.');
  expect(result.page).toContain('```sh\ndocker rm -f a\ndocker ps\n```');
});

test('a tip is the second level of help, a solution the third; others open in the page', () => {
  const result = importPage(
    '<details><summary>Tip</summary>\n\nUse `docker run`.\n\n</details>\n\n<details>\n<summary>Solution</summary>\n\n```\ndocker run a\n```{{exec}}\n\n</details>\n\n<details><summary>Output</summary>\nlines</details>',
  );
  expect(result.step).toMatchObject({
    more: { en: 'Use `docker run`.' },
    solution: ['command-1'],
    commands: [{ run: 'docker run a' }],
  });
  expect(result.page).toBe('## First\n\n**Output**\n\nlines\n\n::step{#step-1}\n');
});

test('a solution without a command is a hint, and that is said', () => {
  const result = importPage('Do it.\n\n<details><summary>Solution</summary>\n\nWrite `a: b` into the file.\n\n</details>');
  expect(result.step.more).toEqual({ en: 'Write `a: b` into the file.' });
  expect(losses(result)).toEqual(['step1.md:3 solution Solution']);
});

test('a quiz becomes questions', () => {
  const result = importPage(
    '>>Which port?<<\n=== 80\n=== 8080\n\n>>Which one?<<\n( ) a\n(*) b\n\n>>Which ones?<<\n[*] c\n[ ] d\n[*] e\n\n>>Nothing?<<\n( ) f\n( ) g\n',
  );
  expect(result.step.checks).toEqual([
    { id: 'question-1', is: 'answer', ask: { en: 'Which port?' }, kind: 'text', truth: { of: 'text', value: ['80', '8080'] } },
    expect.objectContaining({
      kind: 'choice',
      choices: [
        { value: 'a', say: { en: 'a' } },
        { value: 'b', say: { en: 'b' } },
      ],
      truth: { of: 'text', value: 'b' },
    }),
    expect.objectContaining({ kind: 'choice', truth: { of: 'text', value: ['a', 'c'] } }),
  ]);
  expect(result.step.read).toBeUndefined();
  expect(losses(result)).toEqual(['step1.md:9 several Which ones?', 'step1.md:14 question Nothing?']);
});

test('addresses of the machine are ports of the node', () => {
  const result = importPage(
    '[open]({{TRAFFIC_HOST1_80}})\n\nhttps://[[HOST_SUBDOMAIN]]-8080-[[KATACODA_HOST]].environments.katacoda.com/a and `curl [[HOST_IP]]` [b]({{TRAFFIC_HOST2_81}})',
  );
  expect(result.page).toContain('open ({{node.name}}\\:80)');
  expect(result.page).toContain('{{node.name}}\\:8080');
  expect(result.page).toContain('`curl {{node.name}}`');
  expect(result.report.needs.ports).toEqual([80, 81, 8080]);
  expect(losses(result)).toEqual(['step1.md:3 host HOST2']);
});

test('a verify script is a check that only a trusted version asks, and says 0 or 1', () => {
  const result = importPage('Do.', { step: { verify: 'verify.sh' }, files: { 'verify.sh': '#!/bin/bash\n[[ -f /a ]]\n' } });
  expect(result.step.checks).toEqual([
    { id: 'verify', is: 'script', run: expect.stringContaining("bash -s <<'BERTH_VERIFY'"), untrusted: 'read' },
  ]);
  expect(losses(result)).toEqual([expect.stringMatching(/^index\.json:\d+ verify verify\.sh$/)]);
  expect(result.report.scripts).toBe(1);
});

test('assets and scripts of the site are commands that the student types', () => {
  const details = {
    intro: { text: 'intro.md', background: 'setup.sh' },
    steps: [{ title: 'First', text: 'step1.md' }],
    assets: {
      host01: [
        { file: 'app/*.conf', target: '/etc/app', chmod: '+x' },
        { file: 'none', target: '/' },
      ],
      host02: [{ file: 'x', target: '/' }],
    },
  };
  const texts = {
    'index.json': index(details),
    'intro.md': 'Hello',
    'step1.md': 'x',
    'setup.sh': 'rm -rf /old',
    'assets/app/a.conf': 'b:\n\tc\n',
  };
  const result = importCourse(foreignFiles(texts), { name: 'one' });
  const [first] = (parse(writtenText(result.files, 'lessons/one/lesson.yaml')) as { steps: CourseStep[] }).steps;
  expect(first?.commands).toEqual([
    { id: 'command-1', run: "mkdir -p /etc/app\nsed 's/⇥/\\t/g' > /etc/app/a.conf <<'EOF'\nb:\n⇥c\nEOF" },
    { id: 'command-2', run: 'chmod +x /etc/app/a.conf' },
    { id: 'command-3', run: "cat > /tmp/setup.sh <<'EOF'\nrm -rf /old\nEOF" },
    { id: 'command-4', run: 'bash /tmp/setup.sh', kind: 'destroy' },
  ]);
  expect(losses(result).map((loss) => loss.replace(/:\d+/, ''))).toEqual([
    'index.json script setup.sh',
    'index.json missing none',
    'index.json host host02: x',
  ]);
});

test('a scenario that needs Kubernetes is refused, the others of the folder are not', () => {
  const files = foreignFiles({
    'a/index.json': index({ steps: [{ text: 's.md' }] }, { backend: { imageid: 'kubernetes-kubeadm-2nodes' } }),
    'a/s.md': 'x',
    'b/index.json': index(
      { steps: [{ text: 's.md' }] },
      { environment: { uilayout: 'editor-terminal', showdashboard: true }, backend: { imageid: 'openjdk:15' } },
    ),
    'b/s.md': 'x <iframe src="https://example.com"></iframe> y',
    'structure.json': JSON.stringify({ items: [{ path: 'b' }, { path: 'a' }] }),
  });
  const result = importCourse(files, { name: 'both' });
  expect(result.report.refused).toEqual([
    { file: 'a/index.json', line: expect.any(Number), code: 'kubernetes', what: 'kubernetes-kubeadm-2nodes' },
  ]);
  expect(result.report.losses.map(({ code }) => code).sort()).toEqual(['environment', 'frame', 'layout', 'tab']);
  expect(writtenText(result.files, 'lessons/b/en.md')).toContain('x  y');
  const alone = importCourse(new Map([...files].filter(([path]) => path.startsWith('a/'))), { name: 'a' });
  expect(alone.files).toBeNull();
});

test('a course of Korean texts is a Korean course', () => {
  const files = foreignFiles({
    'index.json': index({ steps: [{ title: '실행', text: 's.md' }] }),
    's.md': '컨테이너를 **실행(run)**합니다. 다음을 입력하세요.',
  });
  const result = importCourse(files, { name: 'ko' });
  expect(writtenText(result.files, 'lessons/ko/ko.md')).toContain('**실행(run)**합니다');
  expect(result.report.language).toBe('ko');
});

test('the report says what the commands need', () => {
  const result = importPage(
    '`docker run -d -p 8080:80 --name web nginx:alpine`{{exec}} `apt-get install -y curl`{{exec}} `systemctl restart docker`{{exec}} `docker build -t mine .`{{exec}} `docker run mine`{{exec}}',
  );
  expect(result.report.needs).toEqual({
    images: ['nginx:alpine'],
    ports: [8080],
    internet: [{ file: 'step1.md', line: 1, what: 'apt-get install -y curl' }],
    systemd: [{ file: 'step1.md', line: 1, what: 'systemctl restart docker' }],
  });
  expect(parse(writtenText(result.files, 'course.yaml')).needs).toEqual({ root: true, images: ['nginx:alpine'] });
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { foreignFiles, writtenText } from '@/lib/testing/foreign-course';
import type { CourseStep } from '../courses/schema';
import { importCourse } from './import-course';

const post = (body: string, layout = 'post') => `---\nlayout: ${layout}\ntitle: "A post: one"\nterms: 1\n---\n${body}`;

function importPost(body: string) {
  const result = importCourse(foreignFiles({ '_posts/2017-01-02-first-post.markdown': post(body) }), { name: 'pwd' });
  const lesson = parse(writtenText(result.files, 'lessons/first-post/lesson.yaml')) as { title: object; steps: CourseStep[] };
  const losses = result.report.losses.map(({ file, line, code, what }) => `${file.replace(/^.*\//, '')}:${line} ${code} ${what}`);
  return { ...result, lesson, page: writtenText(result.files, 'lessons/first-post/en.md'), losses };
}

test('a post is a lesson; blocks of a terminal are commands, those of another machine are named', () => {
  const result = importPost(
    'Intro\n\n## <a name="1"></a>Task 1: *Run*\n\n```.term1\n    docker ps\n```\n\n```\noutput\n```\n\n## Task 2\n\n```.term2\ndocker swarm join\n```\n',
  );
  expect(result.lesson.title).toEqual({ en: 'A post: one' });
  expect(result.lesson.steps.map(({ title, commands }) => [title.en, commands?.[0]?.run])).toEqual([
    ['Task 1: Run', 'docker ps'],
    ['Task 2', 'docker swarm join'],
  ]);
  expect(result.page).toMatch(/^Intro\n\n## Task 1\\: Run\n/);
  expect(result.losses).toEqual(['2017-01-02-first-post.markdown:20 host term2']);
});

test('a quiz becomes a question where it stands', () => {
  const result = importPost(
    '## A\n\n{:.quiz}\nWhich one?\n- ( ) a\n- (x) b\n\n{:.quiz}\nWhich ones?\n- [x] c\n- [x] d\n- [ ] e\n\nText after.\n',
  );
  expect(result.lesson.steps[0]?.checks).toEqual([
    expect.objectContaining({ ask: { en: 'Which one?' }, kind: 'choice', truth: { of: 'text', value: 'b' } }),
    expect.objectContaining({ ask: { en: 'Which ones?' }, truth: { of: 'text', value: ['a', 'b'] } }),
  ]);
  expect(result.page).toContain('Text after.');
  expect(result.page).not.toMatch(/quiz|\( \)/);
  expect(result.losses).toEqual(['2017-01-02-first-post.markdown:13 several Which ones?']);
});

test('a link to a port of a terminal is a port of the node; attributes of Jekyll are gone', () => {
  const result = importPost(
    'See [it](/){:data-term=".term1"}{:data-port="8080"} and [a](https://example.com){:target="_blank"} and [b](/other-post) {% raw %}x{% endraw %}\n\n{:toc}\n',
  );
  expect(result.page).toContain('See it ({{node.name}}\\:8080) and [a](https://example.com) and b x');
  expect(result.page).not.toMatch(/\{:|\{%/);
  expect(result.report.needs.ports).toEqual([8080]);
  expect(result.losses).toEqual(['2017-01-02-first-post.markdown:6 link /other-post']);
});

test('pages that list others, and Windows, are refused; the others are not', () => {
  const files = foreignFiles({
    '_posts/2017-01-01-a.md': post('x', 'landing'),
    '_posts/2017-01-02-windows-containers.md': post('x'),
    '_posts/2017-01-03-b.md': post('x'),
  });
  const { report } = importCourse(files, { name: 'pwd' });
  expect(report.refused.map(({ file, code }) => `${file} ${code}`)).toEqual([
    '_posts/2017-01-01-a.md empty',
    '_posts/2017-01-02-windows-containers.md windows',
  ]);
  expect(report).toMatchObject({ format: 'pwd', lessons: 1 });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '@/lib/testing/example-course';
import { foreignFiles, writtenText } from '@/lib/testing/foreign-course';
import { readCourse } from '../courses/read-course';
import { importCourse } from './import-course';

const katacoda = (page: string, more: Record<string, string> = {}) =>
  foreignFiles({
    'index.json': JSON.stringify({
      title: 'A',
      details: { steps: [{ title: 'B', text: 's.md' }] },
      backend: { imageid: 'ubuntu' },
    }),
    's.md': page,
    ...more,
  });

/** What formats of others are made of, and what breaks readers. */
const pieces = [
  ...[
    '# a\n',
    'a',
    ' ',
    '\n',
    '\n\n',
    '`ls`',
    '{{exec}}',
    '{{execute T2}}',
    '```\n',
    '```sh\n',
    '```{{exec}}\n',
    '~~~\n',
    '- ',
    '1. ',
    '> ',
    '| a | b |\n|---|---|\n',
  ],
  ...[
    '<details>',
    '</details>',
    '<summary>Tip</summary>',
    '<summary>Solution</summary>',
    '>>Q<<\n',
    '=== a\n',
    '(*) a\n',
    '( ) b\n',
    '[*] c\n',
    '[ ] d\n',
  ],
  ...[
    '<b>',
    '</b>',
    '<a href="https://example.com">',
    '</a>',
    '<img src="a.png">',
    '<pre>',
    '</pre>',
    '<script>',
    '</script>',
    '<!--',
    '-->',
    '<x y>',
    '<',
    '>',
    '&lt;script&gt;',
    '&#x202e;',
  ],
  ...[
    '![a](b.png)',
    '[a](javascript:x)',
    '[a](b)',
    '[a][b]',
    '\n[b]: https://example.com\n',
    '[^1]',
    '\n[^1]: note\n',
    '**',
    '_',
    '~~',
    '\\',
    ':a[b]{c}',
    '::a',
    ':::note\n',
    ':::\n',
    '---\n',
  ],
  ...[
    '{{me.x}}',
    '{{ node.name }}',
    '{{TRAFFIC_HOST1_80}}',
    '[[HOST_SUBDOMAIN]]-80-[[KATACODA_HOST]]',
    '$$v$$',
    '::variableDefinition[v]{prompt="p"}\n',
    ':tabLink[a]{href="http://localhost"}',
  ],
  ...[
    '```yaml save-as=a.yaml\n',
    '```.term1\n',
    '{:.quiz}\n',
    '- ( ) a\n',
    '- (x) b\n',
    '{:data-term=".term1"}',
    '\u0000',
    '\u202e',
    '\t',
    '한국어',
    'rm -rf /\n',
    '- [ ] ',
    '<br>',
    '<iframe src=x>',
  ],
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));

/** Either a refusal at a place, or a course without a mistake. */
function expectCourseOrRefusal(files: Map<string, Uint8Array>): void {
  const result = importCourse(files, { name: 'x' });
  if (result.files === null) expect(result.report.refused.length).toBeGreaterThan(0);
  else expect(readCourse(result.files).issues).toEqual([]);
  for (const { file, line } of [...result.report.losses, ...result.report.refused])
    expect({ file, line }).toEqual({ file: expect.any(String), line: expect.any(Number) });
}

test('whatever a page holds, it becomes a course without mistakes', () => {
  fc.assert(
    fc.property(text, (page) => {
      const result = importCourse(katacoda(page), { name: 'x' });
      expect(result.report.refused).toEqual([]);
      expect(readCourse(result.files as Map<string, Uint8Array>).issues).toEqual([]);
    }),
    {
      numRuns: 150,
      // Found by longer runs.
      examples: [
        ['~~:a[b]{c}# a\n\n[b]: https://example.com\n'],
        ['<b>```sh\n{{execute T2}}<details>```sh\n- '],
        ['1. <pre># a\n~~~\n</pre>'],
      ],
    },
  );
});

test('whatever a page of the other formats holds, it is a course or refused', () => {
  fc.assert(
    fc.property(text, (page) => {
      expectCourseOrRefusal(foreignFiles({ 'labspace.yaml': 'sections:\n  - contentPath: a.md\n', 'a.md': page }));
      expectCourseOrRefusal(foreignFiles({ '_posts/2017-01-01-a.md': `---\ntitle: a\n---\n${page}` }));
    }),
    { numRuns: 80 },
  );
});

test('whatever an index holds, it is a course or refused', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), text, (json, page) => {
      expectCourseOrRefusal(
        foreignFiles({
          'index.json': `{"details":{"steps":[{"title":${json},"text":"s.md","verify":${json}}],"intro":${json}},"backend":${json}}`,
          's.md': page,
        }),
      );
    }),
    { numRuns: 60 },
  );
});

test('bytes that are no text, and names that lead out, are never taken', () => {
  const files = new Map([...katacoda('![a](../../etc/passwd) ![b](p.svg)'), ['s.bin', new Uint8Array([0xff, 0xfe])] as const]);
  files.set('p.svg', bytesOf('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"></svg>'));
  const result = importCourse(files, { name: 'x' });
  expect([...(result.files?.keys() ?? [])].sort()).toEqual(['course.yaml', 'lessons/x/en.md', 'lessons/x/lesson.yaml']);
  expect(result.report.losses.map(({ code, what }) => `${code} ${what}`)).toEqual(['image ../../etc/passwd', 'image p.svg']);
});

test('an asset or a script outside of the archive is missing, and no path climbs on the node', () => {
  const details = {
    intro: { background: '../../../etc/shadow' },
    steps: [
      { title: 'B', text: '../../s.md' },
      { title: 'C', text: 's.md' },
    ],
    assets: { host01: [{ file: 'a', target: '/x/../../etc' }] },
  };
  const result = importCourse(
    katacoda('x', { 'index.json': JSON.stringify({ title: 'A', details, backend: { imageid: 'ubuntu' } }), 'assets/a': 'x' }),
    { name: 'x' },
  );
  expect(result.report.losses.map(({ code, what }) => `${code} ${what}`)).toEqual(
    expect.arrayContaining(['missing ../../../etc/shadow', 'missing ../../s.md', 'file assets/a']),
  );
  expect(writtenText(result.files, 'lessons/x/lesson.yaml')).not.toContain('etc');
});

test('HTML with scripts is gone: its words remain', () => {
  const result = importCourse(
    katacoda(
      '<div onclick="x()">Hello <script>alert(1)</script>there</div>\n\n&lt;script&gt;alert(2)&lt;/script&gt; <img src="x" onerror="alert(3)"> <svg onload=x>y</svg> [z](javascript:alert(4))',
    ),
    { name: 'x' },
  );
  const page = writtenText(result.files, 'lessons/x/en.md');
  expect(page).toContain('Hello there');
  expect(page).not.toMatch(/alert\(1\)|alert\(3\)|onclick|onload|javascript:|(?<!\\)<script/);
  expect(result.report.losses.map(({ code }) => code)).toEqual(expect.arrayContaining(['html', 'image', 'link']));
});

test('a page that would take the parser long is refused at its line', () => {
  const result = importCourse(katacoda(`fine\n\n${'['.repeat(20_000)}`), { name: 'x' });
  expect(result.files).toBeNull();
  expect(result.report.refused).toEqual([expect.objectContaining({ file: 's.md', line: 3, code: 'limits' })]);
});

test('what no importer knows is refused', () => {
  expect(
    importCourse(foreignFiles({ 'README.md': 'x', 'index.json': '{"name": "package"}' }), { name: 'x' }).report.refused,
  ).toEqual([{ file: '.', line: 1, code: 'unknown', what: 'x' }]);
});

import { expect, test } from 'vitest';
import { blockSchema } from '@/lib/shared/courses';
import type { CourseIssue } from './issue';
import { readMarkdown } from './read-markdown';

function read(text: string) {
  const issues: CourseIssue[] = [];
  const page = readMarkdown('ko.md', text, { pictures: new Map([['layers', 'layers.svg']]), budget: { spent: 0 }, issues });
  return { blocks: page?.blocks ?? [], marks: page?.marks ?? [], issues };
}

/** The inlines of the only paragraph. */
function inline(text: string) {
  const { blocks, issues } = read(text);
  expect(issues).toEqual([]);
  const [block] = blocks;
  return block?.t === 'p' ? block.c : blocks;
}

test('a page becomes the closed tree', () => {
  const text = [
    '## 레이어\n',
    '가 *나* **다** ~~라~~ `마` [바](https://example.org)  \n사\n',
    '3. 하나\n4. 둘\n   - 안\n',
    '> 인용\n',
    '| a | b |\n|:--|--:|\n| 1 | `2` |\n',
    '---\n',
    ':::warning\n조심하세요.\n:::\n',
    '::picture[층]{name="layers" live}\n',
    '![층](img/layers.svg)\n',
    '::step{#one}\n',
    '```sh\nls\n```\n',
    ':measure{of="image.layers" image="ubuntu"}개',
  ].join('\n');
  const { blocks, marks, issues } = read(text);
  expect(issues).toEqual([]);
  expect(blocks.map((block) => blockSchema.parse(block))).toEqual(blocks);
  const said = (v: string) => [{ t: 'p', c: [{ t: 'text', v }] }];
  expect(blocks).toEqual([
    { t: 'heading', level: 2, c: [{ t: 'text', v: '레이어' }] },
    {
      t: 'p',
      c: [
        { t: 'text', v: '가 ' },
        { t: 'em', c: [{ t: 'text', v: '나' }] },
        { t: 'text', v: ' ' },
        { t: 'strong', c: [{ t: 'text', v: '다' }] },
        { t: 'text', v: ' ' },
        { t: 'del', c: [{ t: 'text', v: '라' }] },
        { t: 'text', v: ' ' },
        { t: 'code', v: '마' },
        { t: 'text', v: ' ' },
        { t: 'link', href: 'https://example.org', c: [{ t: 'text', v: '바' }] },
        { t: 'break' },
        { t: 'text', v: '사' },
      ],
    },
    {
      t: 'list',
      ordered: true,
      start: 3,
      items: [said('하나'), [...said('둘'), { t: 'list', ordered: false, start: null, items: [said('안')] }]],
    },
    { t: 'quote', c: said('인용') },
    {
      t: 'table',
      align: ['left', 'right'],
      head: [[{ t: 'text', v: 'a' }], [{ t: 'text', v: 'b' }]],
      rows: [[[{ t: 'text', v: '1' }], [{ t: 'code', v: '2' }]]],
    },
    { t: 'rule' },
    { t: 'note', kind: 'warning', c: said('조심하세요.') },
    { t: 'picture', name: 'layers.svg', alt: '층', live: true },
    { t: 'picture', name: 'layers.svg', alt: '층', live: false },
    { t: 'step', id: 'one' },
    { t: 'code', lang: 'sh', v: 'ls' },
    {
      t: 'p',
      c: [
        { t: 'measure', of: { image: 'ubuntu', of: 'image.layers' } },
        { t: 'text', v: '개' },
      ],
    },
  ]);
  expect(marks.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'picture layers',
    'picture layers',
    'step one',
    'code ',
    'measure image.layers',
  ]);
});

test('emphasis ends before a Korean particle', () => {
  expect(inline('**컨테이너(Container)**는')).toEqual([
    { t: 'strong', c: [{ t: 'text', v: '컨테이너(Container)' }] },
    { t: 'text', v: '는' },
  ]);
});

test.each(['10:30에 localhost:5000/x, 주의:이것, a:b, ::1과 3~5개, 7~8개', '10:30[x]', 'docker run -p 8080:80', '예:값{a}'])(
  'a colon in a text is text: %s',
  (text) => {
    expect(inline(text)).toEqual([{ t: 'text', v: text }]);
  },
);

test('keys are plain text', () => {
  expect(inline(':kbd[Ctrl-P]')).toEqual([{ t: 'kbd', v: 'Ctrl-P' }]);
  expect(read(':kbd[**x**]').issues).toMatchObject([{ code: 'directive', line: 1, col: 1 }]);
});

test.each([
  ['# Title', 'markdown'],
  ['- [ ] done', 'markdown'],
  ['[a][b]\n\n[b]: https://example.org', 'link'],
  ['<https://example.org> <b>x</b>', 'html'],
  ['a <!-- b --> c', 'html'],
  ['[x](//example.org)', 'link'],
  ['[x](vbscript:x)', 'link'],
  ['::step', 'directive'],
  ['::step{#a .b}', 'directive'],
  [':::note[T]\nx\n:::', 'directive'],
  ['::picture[x]{name="layers" live="no"}', 'directive'],
  [':measure{of="number" value="1"}', 'directive'],
  [':measure{of="text" value="1"}', 'directive'],
  ['![x](img/layers.png)', 'image'],
])('%s does not belong in a lesson', (text, code) => {
  const { issues } = read(text);
  expect(issues.length).toBeGreaterThan(0);
  expect(issues.map((issue) => issue.code)).toContain(code);
});

/** Each takes the parser seconds, or more, where nothing stops it. */
test.each([
  ['brackets', '['.repeat(40_000), 'size'],
  ['emphasis', '*a '.repeat(13_000), 'size'],
  ['quotes', '>'.repeat(40_000), 'size'],
  ['a paragraph of many lines', `${'['.repeat(100)}\n`.repeat(400), 'size'],
  ['many paragraphs', `${'['.repeat(900)}\n\n`.repeat(50), 'size'],
  ['notes inside each other', ':::note\n'.repeat(6000), 'directive'],
  ['notes that look closed', '::::note\n:::\n'.repeat(3000), 'directive'],
  ['four notes in one line', ':::note\n> - :::note\n>   > :::note\n>   > > :::note\n', 'directive'],
  ['lists in one line', '1. '.repeat(10_000), 'size'],
  ['brackets after a code block that its list ends', `- \`\`\`\n  code\n${'['.repeat(2000)}`, 'size'],
  ['brackets after a code block that its note ends', `:::note\n\`\`\`\n:::\n${'['.repeat(2000)}`, 'size'],
  ['brackets after a code block that begins beside a mark', `1. \`\`\`\n   code\n   \`\`\`\n\n${'['.repeat(2000)}`, 'size'],
])('%s are refused before they are parsed', (_what, text, code) => {
  const { blocks, issues } = read(text);
  expect(blocks).toEqual([]);
  expect(issues).toMatchObject([{ code, file: 'ko.md' }]);
});

test('what stands in a code block is no markup', () => {
  const { issues, blocks } = read(`\`\`\`text\n${'[*_:'.repeat(2000)}\n:::note\n:::note\n:::note\n:::note\n<b>\n\`\`\`\n`);
  expect(issues).toEqual([]);
  expect(blocks).toMatchObject([{ t: 'code' }]);
});

test.each([
  ['beside the mark of a list', '1. ```sh\n   # a\n   ```\n\n```\n<b>\n```\n'],
  ['in a quote', '> ```html\n> <b>\n> ```\n'],
  ['deep in lists', '- a\n  - b\n    - ```html\n      <b>x</b>\n      ```\n'],
])('a code block %s may hold what is no text of a course', (_where, text) => {
  expect(read(text).issues).toEqual([]);
});

test.each([
  ['marks in one line', (count: number) => `\`\`\`text\n${'> '.repeat(count)}a\n\`\`\``, 64],
  ['lines that open a directive', (count: number) => `\`\`\`text\n${':::note\n'.repeat(count)}\`\`\``, 60],
])('so many %s, and no more', (_what, text, limit) => {
  expect(read(text(limit)).issues).toEqual([]);
  expect(read(text(limit + 1)).issues).toHaveLength(1);
});

test('three directives may lie inside each other, wherever they stand', () => {
  const nested = (depth: number, prefix = '') => {
    const colons = (level: number) => prefix + ':'.repeat(3 + depth - level);
    const levels = Array.from({ length: depth }, (_, level) => level);
    return [...levels.map((level) => `${colons(level)}note`), `${prefix}x`, ...levels.map(colons).reverse()].join('\n');
  };
  const tooDeep = ({ issues }: ReturnType<typeof read>) => issues.filter(({ message }) => /too deep/.test(message));
  for (const prefix of ['', '> ', '> > ']) {
    expect(tooDeep(read(nested(3, prefix)))).toEqual([]);
    expect(tooDeep(read(nested(4, prefix)))).toMatchObject([{ code: 'directive', line: 4 }]);
  }
});

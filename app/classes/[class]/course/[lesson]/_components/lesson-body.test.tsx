import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { LessonBlock } from '@/lib/shared/courses';
import { LessonBody } from './lesson-body';
import { measureKey, measuresOf } from './measures-of';
import { Said } from './said';

const show = (blocks: LessonBlock[], locale: 'en' | 'ko' = 'en') => render(<LessonBody blocks={blocks} hash="abc" />, locale);
const line = (...c: Extract<LessonBlock, { t: 'p' }>['c']): LessonBlock => ({ t: 'p', c });

test('each kind of block becomes its element', () => {
  const html = show([
    { t: 'heading', level: 3, c: [{ t: 'text', v: 'Layers' }] },
    line({ t: 'strong', c: [{ t: 'text', v: 'R/W' }] }, { t: 'code', v: '-it' }, { t: 'kbd', v: 'Ctrl-P' }, { t: 'break' }),
    { t: 'list', ordered: true, start: 3, items: [[line({ t: 'text', v: 'third' })]] },
    { t: 'quote', c: [line({ t: 'del', c: [{ t: 'em', c: [{ t: 'text', v: 'old' }] }] })] },
    { t: 'table', align: ['right', null], head: [[{ t: 'text', v: 'size' }], []], rows: [[[{ t: 'text', v: '3' }], []]] },
    { t: 'rule' },
  ]);
  expect(html).toContain('<h3>Layers</h3>');
  expect(html).toMatch(/<strong>R\/W<\/strong><code[^>]*>-it<\/code><kbd>Ctrl-P<\/kbd><br\/>/);
  expect(html).toContain('<ol start="3"><li><p>third</p></li></ol>');
  expect(html).toContain('<blockquote><p><del><em>old</em></del></p></blockquote>');
  expect(html).toMatch(/<th scope="col" style="text-align:right">size<\/th>/);
  expect(html).toContain('<hr/>');
});

test('text stays text, and a link of another kind than http is none', () => {
  const html = show([
    line(
      { t: 'text', v: '<img src=x onerror=alert(1)>' },
      { t: 'link', href: 'javascript:alert(1)', c: [{ t: 'text', v: 'one' }] },
      { t: 'link', href: 'data:text/html,x', c: [{ t: 'text', v: 'two' }] },
      { t: 'link', href: 'https://docs.docker.com/', c: [{ t: 'text', v: 'three' }] },
      { t: 'link', href: '#step-a', c: [{ t: 'text', v: 'four' }] },
    ),
  ]);
  expect(html).not.toContain('<img');
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['https://docs.docker.com/', '#step-a']);
  expect(html).toContain('rel="noopener noreferrer"');
});

test('a picture is asked for by its course’s hash, and is never part of the page itself', () => {
  const html = show([{ t: 'picture', name: 'stack', alt: 'Four layers', live: false }]);
  expect(html).toMatch(/<img [^>]*src="\/api\/v1\/courses\/abc\/pictures\/stack"/);
  expect(html).toMatch(/<img [^>]*alt="Four layers"/);
});

test('a note says what kind it is in the reader’s language', () => {
  const note: LessonBlock = { t: 'note', kind: 'warning', c: [line({ t: 'text', v: 'rm' })] };
  expect(textOf(show([note]))).toBe('Warning rm');
  expect(textOf(show([note], 'ko'))).toBe('주의 rm');
});

test('measures are found wherever a line can stand, and the same one is asked once', () => {
  const dirs = { t: 'measure', of: { of: 'layers.dirs', node: 'a' } } as const;
  const same = { t: 'measure', of: { node: 'a', of: 'layers.dirs' } } as const;
  const ids = { t: 'measure', of: { of: 'image.id', image: 'ubuntu' } } as const;
  const blocks: LessonBlock[] = [
    { t: 'note', kind: 'note', c: [line({ t: 'strong', c: [dirs] })] },
    { t: 'list', ordered: false, start: null, items: [[line(same)]] },
    { t: 'table', align: [null], head: [[]], rows: [[[ids]]] },
    { t: 'code', lang: null, v: 'ls' },
  ];
  expect(measuresOf(blocks)).toHaveLength(2);
  expect(measureKey(dirs.of)).toBe(measureKey(same.of));
  expect(measureKey(dirs.of)).not.toBe(measureKey(ids.of));
});

test('short code stays on one line, longer code may break', () => {
  const codeOf = (text: string): string => /<code[^>]*>/.exec(render(<Said text={`\`${text}\``} />))?.[0] ?? '';
  expect(codeOf('x'.repeat(24))).toContain('unbroken');
  expect(codeOf('x'.repeat(25))).not.toContain('unbroken');
});

test('backticks in a sentence of the course are code, and one alone is a backtick', () => {
  expect(render(<Said text="The form is `docker commit A B`." />)).toMatch(/The form is <code[^>]*>docker commit A B<\/code>\./);
  expect(render(<Said text="one ` alone <b>" />)).toContain('one ` alone &lt;b&gt;');
});

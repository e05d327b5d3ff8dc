import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkSpecSchema, truthSchema } from '@/lib/features/checks/spec';
import { readCourse } from '@/lib/features/courses/read-course';
import { readFolder } from '@/lib/features/courses/read-folder';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const records = readdirSync(path.join(root, 'docs/decisions')).filter((name) => /^(?!000)\d{3}-.*\.md$/.test(name));
const pages = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root }), 'lab/README.md'];

/** Text without code: neither blocks nor spans are links or headings. */
const prose = (text: string) =>
  text
    .replace(/^```.*?^```$/gms, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (file: string) =>
  [
    ...read(file)
      .replace(/^```.*?^```$/gms, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

/** Relative links of a page that lead nowhere. */
function brokenLinks(file: string): string[] {
  const links = [...prose(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target = '', anchor] = link.split('#');
    const found = target === '' ? file : path.join(path.dirname(file), target);
    if (!existsSync(path.join(root, found))) return true;
    return anchor !== undefined && !(found.endsWith('.md') && anchorsOf(found).includes(anchor));
  });
}

/** `lib/{a,b}/c` is `lib/a/c` and `lib/b/c`. */
const expand = (text: string): string[] => {
  const [whole, list] = /\{([^}]*)\}/.exec(text) ?? [];
  return whole && list ? list.split(',').flatMap((part) => expand(text.replace(whole, part))) : [text];
};

test.each(pages)('every relative link of %s leads to a file and a heading', (file) => {
  expect(brokenLinks(file)).toEqual([]);
});

test('every path that the architecture names exists', () => {
  const spans = [...read('docs/architecture.md').matchAll(/`((?:app|bench|docs|e2e|lab|lib|prisma|scripts)\/[^`\s]*)`/g)];
  const named = spans.flatMap(([, span = '']) => expand(span));
  // Not a placeholder.
  const real = named.filter((name) => !name.includes('<'));
  expect(real.length).toBeGreaterThan(30);
  expect(real.filter((name) => !existsSync(path.join(root, name.replace(/\*.*$/, ''))))).toEqual([]);
});

describe('decision records', () => {
  const status = /^\d{4}-\d{2}-\d{2}, (accepted(; .+)?|superseded by \[\d{3}\]\(\d{3}-[a-z0-9-]+\.md\))$/;

  test.each(records)('%s has the parts of the template', (name) => {
    const text = read(`docs/decisions/${name}`);
    const [title, blank, line] = text.split('\n');
    expect(title).toMatch(new RegExp(`^# ${name.slice(0, 3)} \\S`));
    expect(blank).toBe('');
    expect(line).toMatch(status);
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences']);
  });

  test('the index lists each record once, in order, by its title', () => {
    const listed = [...read('docs/decisions/README.md').matchAll(/^- \[(.*)\]\((.*)\)$/gm)].map(([, title, file]) => ({
      title,
      file,
    }));
    const expected = records.sort().map((file) => ({ title: read(`docs/decisions/${file}`).split('\n')[0]?.slice(2), file }));
    expect(listed).toEqual(expected);
  });

  test('no number is given twice', () => {
    const numbers = records.map((name) => name.slice(0, 3));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the manual for authors of courses', () => {
  const manual = read('docs/course-authoring.md');
  const example = globSync('docs/examples/hello-course/**/*.{yaml,md}', { cwd: root });

  test('its example is a course without mistakes', async () => {
    const { files } = await readFolder(path.join(root, 'docs/examples/hello-course'));
    expect(readCourse(files).issues).toEqual([]);
  });

  test('it shows each file of the example as it is', () => {
    expect(example).toHaveLength(4);
    expect(example.filter((file) => !manual.includes(`\n${read(file).trimEnd()}\n`))).toEqual([]);
  });

  test('it names every kind of check and every truth', () => {
    const named = (name: string) => manual.includes(`\`${name}\``);
    const kinds = checkSpecSchema.options.map(({ shape }) => shape.is.value);
    const truths = truthSchema.options.flatMap(({ shape }) => ('values' in shape.of ? [...shape.of.values] : shape.of.options));
    expect(kinds.length).toBeGreaterThan(10);
    expect([...kinds, ...truths].filter((name) => !named(name))).toEqual([]);
  });

  test('it names every field of every check', () => {
    const fields = checkSpecSchema.options.flatMap(({ shape }) => Object.keys(shape));
    const isNamed = (field: string) => new RegExp(`\`${field}[\`:]`).test(manual);
    expect([...new Set(fields)].filter((field) => !isNamed(field))).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { createTranslator } from 'use-intl/core';
import { messages } from './index';

function flatten(tree: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  if (typeof tree === 'string') return found.set(path, tree);
  for (const [key, value] of Object.entries(tree as Record<string, unknown>)) {
    for (const entry of flatten(value, path ? `${path}.${key}` : key)) found.set(...entry);
  }
  return found;
}

const english = flatten(messages.en);
const korean = flatten(messages.ko);
/** The names of the values a text wants: `{name}`, `{count, plural, …}`. Braces of odd depth hold a branch, not a value. */
function placeholders(text: string): string[] {
  const names = new Set<string>();
  let depth = 0;
  for (const [index, letter] of [...text].entries()) {
    if (letter === '}') depth--;
    if (letter !== '{') continue;
    if (depth % 2 === 0) names.add(/^\s*(\w+)/.exec([...text].slice(index + 1).join(''))?.[1] ?? '');
    depth++;
  }
  return [...names].sort();
}

test('Korean and English have the same texts', () => {
  expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
});

test('both languages ask for the same values', () => {
  const different = [...english].filter(([key, text]) => `${placeholders(text)}` !== `${placeholders(korean.get(key) ?? '')}`);
  expect(different.map(([key]) => key)).toEqual([]);
});

test('every text can be formatted', () => {
  for (const [locale, texts] of [
    ['en', english],
    ['ko', korean],
  ] as const) {
    const failures: string[] = [];
    const t = createTranslator({ locale, messages: messages[locale], onError: (error) => failures.push(String(error)) });
    const format = t.rich as unknown as (key: string, values: Record<string, unknown>) => unknown;
    const tags = (text: string) => [...text.matchAll(/<(\w+)>/g)].map((m) => [m[1], () => 'x']);
    for (const [key, text] of texts)
      format(key, Object.fromEntries([...placeholders(text).map((name) => [name, 2]), ...tags(text)]));
    expect(failures).toEqual([]);
  }
});

test('a number is written with its separators in both languages', () => {
  const numbers = (text: string) => [...text.matchAll(/\{(\w+), (?:plural|number)/g)].map(([, name = '']) => name);
  const bare = [...english].filter(([key, text]) => {
    const other = korean.get(key) ?? '';
    return [...numbers(text), ...numbers(other)].some((name) => `${text} ${other}`.includes(`{${name}}`));
  });
  expect(bare.map(([key]) => key)).toEqual([]);
});

test('the text of an error needs no value: it is also shown where only the code was stored', () => {
  const wanting = [...english].filter(([key, text]) => key.startsWith('errors.') && placeholders(text).length > 0);
  expect(wanting.map(([key]) => key)).toEqual([]);
});

test('a Korean text is not left in English', () => {
  // Docker's words, addresses and names may stay Latin; a sentence of three plain English words may not.
  const latin = [...korean].filter(([, text]) =>
    /\b(the|is|are|not|this|your|with|from)\b/i.test(text.replace(/\{[^}]*\}/g, '')),
  );
  expect(latin.map(([key]) => key)).toEqual([]);
});

test('a Korean text has a noun after a value, and no particle in two forms', () => {
  const paired = [...korean].filter(([, text]) =>
    /[은을이과]\((는|를|가|와)\)|[는를가와]\([은을이과]\)|\(으\)로|\(이\)/.test(text),
  );
  expect(paired.map(([key]) => key)).toEqual([]);
});

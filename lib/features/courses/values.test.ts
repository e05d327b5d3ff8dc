import { expect, test } from 'vitest';
import { hashFiles } from './hash';
import { fillSpec, fillValues, valuesFor } from './values';
import { bytesOf } from '@/lib/testing/example-course';

const course = {
  id: 'c',
  file: { values: { 'me.word': { from: ['harbor', 'anchor', 'beacon', 'mast'], perStudent: true, shared: 'ubuntu' } } },
};

test('values are put in by name, and what has none stays', () => {
  const text = "{{me.word}} {{me.other}} {{node.name}} docker inspect -f '{{.State.Pid}} {{json .Config}}' {{constructor.name}}";
  expect(fillValues(text, { 'me.word': 'a$&b', 'node.name': 'node0' })).toBe(
    "a$&b {{me.other}} node0 docker inspect -f '{{.State.Pid}} {{json .Config}}' {{constructor.name}}",
  );
});

test('a value is not filled again by what it holds', () => {
  expect(fillValues('{{me.word}}', { 'me.word': '{{node.name}}', 'node.name': 'x' })).toBe('{{node.name}}');
});

test('every text of a check is filled, and the check itself is not changed', () => {
  const spec = {
    is: 'file',
    path: '/{{me.word}}',
    contains: ['{{me.word}}', 'x'],
    in: { container: '{{me.word}}' },
    fresh: false,
  };
  const filled = fillSpec(spec, { 'me.word': 'mast' });
  expect(filled).toEqual({ is: 'file', path: '/mast', contains: ['mast', 'x'], in: { container: 'mast' }, fresh: false });
  expect(spec.path).toBe('/{{me.word}}');
});

test('each student has a word of the list, always the same; without own values all have one', () => {
  const words = Array.from({ length: 50 }, (_, i) => valuesFor(course, { userId: `u${i}`, ownValues: true })['me.word']);
  expect(new Set(words)).toEqual(new Set(course.file.values['me.word'].from));
  expect(valuesFor(course, { userId: 'u1', ownValues: true })['me.word']).toBe(words[1]);
  expect(valuesFor(course, { userId: 'u1', ownValues: false })).toEqual({ 'me.word': 'ubuntu' });
});

test('a hash is of paths and bytes, in whatever order', () => {
  const files = (...entries: Array<[string, string]>) => new Map(entries.map(([path, text]) => [path, bytesOf(text)]));
  const one = hashFiles(files(['a', 'x'], ['b', 'y']));
  expect(hashFiles(files(['b', 'y'], ['a', 'x']))).toBe(one);
  const others = [
    files(['a', 'xb'], ['y', '']),
    files(['a', 'y'], ['b', 'x']),
    files(['a', 'x'], ['b', 'y'], ['c', '']),
    files(['ab', 'xy']),
  ];
  expect(new Set([one, ...others.map(hashFiles)]).size).toBe(5);
});

import { expect, test } from 'vitest';
import { matches, rowsOf } from './registry-rows';

const facts = {
  digest: `sha256:${'a'.repeat(64)}`,
  sizeBytes: 1,
  layers: 1,
  pushed: { by: 'Student 0', node: 'node7', at: '2026-01-01T00:00:00Z' },
};
const unread = { digest: null, sizeBytes: null, layers: null, pushed: null };

test('each tag is a row, found by its name, its digest or who pushed it', () => {
  const rows = rowsOf({
    ...{ isSet: true, more: false },
    repositories: [
      { name: 'x/y', tags: [{ name: '1.0', ...facts }] },
      { name: 'z', tags: [{ name: 'latest', ...unread }] },
    ],
  });
  expect(rows.map(({ reference }) => reference)).toEqual(['localhost:5000/x/y:1.0', 'localhost:5000/z:latest']);
  const found = (text: string) => rows.filter((row) => matches(row, text)).map(({ repository }) => repository);
  expect([found(''), found(' X/Y:1 '), found('sha256:aa'), found('student'), found('other')]).toEqual([
    ...[['x/y', 'z'], ['x/y'], ['x/y'], ['x/y'], []],
  ]);
});

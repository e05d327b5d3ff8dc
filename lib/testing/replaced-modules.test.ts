import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('no test replaces a module: a worker keeps what an earlier file has loaded, so that it would depend on the order', () => {
  const files = globSync('{app,bench,lab,lib,scripts}/**/*.test.{ts,tsx}');
  const replaces = new RegExp(String.raw`\bvi\.(?:do)?` + String.raw`[mM]ock\(`);
  expect(files.filter((file) => replaces.test(readFileSync(file, 'utf8')))).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
});

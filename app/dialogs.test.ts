import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The library's dialog, by its element or by its import under another name. */
const ofLibrary = /<Modal\b|\bModal\b[^;]*\bfrom ['"]@mantine\/core['"]/;

test('there is one dialog: it alone keeps the focus and gives it back', () => {
  const files = globSync('app/**/*.tsx');
  expect(files.filter((file) => ofLibrary.test(readFileSync(file, 'utf8')))).toEqual(['app/_components/dialog.tsx']);
  expect(files.filter((file) => /<(Form|Confirm|Task)?Dialog\b/.test(readFileSync(file, 'utf8'))).length).toBeGreaterThan(20);
});

import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The folders that the rule `browser-knows-no-server` of .dependency-cruiser.cjs covers. Next wants its error page where it is. */
const covered = /\/(_components|_api|_realtime)\/|^app\/error\.tsx$/;

test('code for the browser lies where the rules of direction see it', () => {
  const files = globSync('app/**/*.{ts,tsx}').filter((file) => /^['"]use client['"]/m.test(readFileSync(file, 'utf8')));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => !covered.test(file))).toEqual([]);
});

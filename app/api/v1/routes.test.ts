import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { endpoints } from '@/lib/shared/api';
import { routeKey } from '@/app/_server/route';

const root = dirname(fileURLToPath(import.meta.url));
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)route\.tsx?$/.test(file));

/** What the folders say: `nodes/[node]/route.ts` serves `/nodes/{node}`. */
const templateOf = (file: string): string => `/${relative('.', dirname(file)).replace(/\[(\w+)\]/g, '{$1}')}`;

async function exportsOf(file: string): Promise<Array<[string, unknown]>> {
  return Object.entries((await import(/* @vite-ignore */ join(root, file))) as Record<string, unknown>);
}

test.each(files)('every handler of %s was made by route() for its own address', async (file) => {
  const handlers = await exportsOf(file);
  expect(handlers.length).toBeGreaterThan(0);
  for (const [name, handler] of handlers) {
    // Anything else Next would read from here (`dynamic`, `revalidate` …) changes how answers are kept: not in this API.
    expect(methods, `${file} exports ${name}`).toContain(name);
    const expected = file.startsWith('[...path]') ? 'unknown' : `${name} ${templateOf(file)}`;
    expect(routeKey(handler), `${name} of ${file}`).toBe(expected);
  }
});

test('every declared endpoint has its route, and every route its declaration', async () => {
  const served: string[] = [];
  for (const file of files) {
    for (const [, handler] of await exportsOf(file)) {
      const key = routeKey(handler);
      if (key !== undefined && key !== 'unknown') served.push(key);
    }
  }
  expect(served.sort()).toEqual(Object.keys(endpoints).sort());
});

test('there is no second way to write a route: no pages folder, no route file elsewhere under api', () => {
  const api = join(root, '..');
  const others = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /(^|\/)(route|page|default)\.(js|jsx|ts|tsx|mjs)$/.test(file) && !file.startsWith('v1/') && !file.startsWith('auth/'),
  );
  expect(others).toEqual([]);
});

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyse } from 'scslre';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from './api';
import { hostSchema } from './nodes';

/** One pattern of a schema, and what bounds the text before it is asked. */
interface Found {
  where: string;
  pattern: RegExp;
  /** The longest text the pattern can meet; null where nothing stops a longer one before it. */
  maxChars: number | null;
}

interface Check {
  _zod: { def: { check?: string; pattern?: RegExp; maximum?: number; length?: number; abort?: boolean } };
}

/** Every pattern of a schema and of what it is made of. `_zod.def` is what zod offers to library authors. */
function patternsOf(schema: unknown, where: string, seen: Set<unknown>, found: Found[]): void {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const def = (schema as { _zod?: { def?: Record<string, unknown> } })._zod?.def;
  if (!def) return;
  let maxChars: number | null = null;
  for (const { _zod } of (def.checks ?? []) as Check[]) {
    const { check, pattern, maximum, length, abort } = _zod.def;
    if ((check === 'max_length' || check === 'length_equals') && abort === true) maxChars = maximum ?? length ?? null;
    if (pattern instanceof RegExp) found.push({ where, pattern, maxChars });
  }
  for (const [key, value] of Object.entries(def)) {
    const parts = typeof value === 'object' && value !== null && !('_zod' in value) ? Object.entries(value) : [[key, value]];
    for (const [name, part] of parts as Array<[string, unknown]>) patternsOf(part, `${where}.${name}`, seen, found);
  }
}

/** Anchored, and without a part that repeats for ever: it looks at no more characters than it has. */
function isBounded({ source }: RegExp): boolean {
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return bare.startsWith('^') && bare.endsWith('$') && !/[*+]|\{\d+,\}/.test(bare);
}

async function allPatterns(): Promise<Found[]> {
  const found: Found[] = [];
  const seen = new Set<unknown>();
  const directory = fileURLToPath(new URL('.', import.meta.url));
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.ts') && !name.includes('.test.'))) {
    const url = new URL(file, import.meta.url).href;
    const exported = (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) patternsOf(value, `${file} ${name}`, seen, found);
  }
  for (const [key, endpoint] of Object.entries(endpoints) as Array<
    [string, { params?: unknown; query?: unknown; body?: unknown }]
  >)
    for (const part of ['params', 'query', 'body'] as const) patternsOf(endpoint[part], `${key} ${part}`, seen, found);
  return found;
}

test('no pattern of the contract meets a text of unbounded length', async () => {
  const patterns = await allPatterns();
  expect(patterns.length).toBeGreaterThan(15);
  const open = patterns.filter(({ pattern, maxChars }) => maxChars === null && !isBounded(pattern));
  expect(open.map(({ where, pattern }) => `${where}: ${pattern}`)).toEqual([]);
});

test('no pattern of the contract takes more than linear time', async () => {
  const slow = (await allPatterns()).flatMap(({ where, pattern }) =>
    // A pattern that is not anchored is tried at each character: quadratic where it begins with a repetition.
    analyse(pattern, { reportTypes: { Move: !pattern.source.startsWith('^'), Self: true, Trade: true } }).reports.map(
      ({ type }) => `${where}: ${type} ${pattern}`,
    ),
  );
  expect(slow).toEqual([]);
});

test('the walk finds what it is meant to find', () => {
  const found: Found[] = [];
  const bad = z.object({
    deep: z.array(
      z
        .string()
        .max(5)
        .regex(/^[0-9:]*:[0-9:.]+$/)
        .optional(),
    ),
  });
  patternsOf(bad, 'bad', new Set(), found);
  expect(found).toMatchObject([{ maxChars: null }]);
  expect(analyse(/^[0-9:]*:[0-9:.]+$/).reports).toMatchObject([{ type: 'Trade' }]);
  const good: Found[] = [];
  patternsOf(z.string().max(5, { abort: true }).regex(/^x+$/), 'good', new Set(), good);
  expect(good).toMatchObject([{ maxChars: 5 }]);
});

test('a host that is too long is told so, and its form is not looked at', () => {
  const issues = hostSchema.safeParse(`${':'.repeat(250_000)}!`).error?.issues;
  expect(issues?.map(({ code }) => code)).toEqual(['too_big']);
});

test.each(['10.0.3.10', 'node0.lab.example', '::1', 'fd00::1', '::ffff:10.0.3.10', 'fe80::', '2001:db8:0:0:0:0:0:1'])(
  '%s is a host',
  (host) => {
    expect(hostSchema.safeParse(host).success).toBe(true);
  },
);

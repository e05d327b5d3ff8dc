import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const lib = path.dirname(import.meta.dirname);
const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing/'),
);

/** What a module could keep something in; a `ReadonlySet` or `ReadonlyMap` is a table and no state. */
const keepers = [
  /^(?:export )?let .*/gm,
  /^(?:export )?const \w+(?:: (?:Weak)?(?:Map|Set)\b[^=]*)? = new (?:Weak)?(?:Map|Set)\b.*/gm,
  /^(?:export )?const .* = (?:create(?:Keyed)?Limit|createCoalescer|pLimit)\(.*/gm,
  /\bglobalThis\b.*/g,
];

test('no module keeps state, which would exist once for each copy of the module', () => {
  const kept = sources.flatMap((file) => {
    const text = readFileSync(path.join(lib, file), 'utf8');
    return keepers.flatMap((keeper) => (text.match(keeper) ?? []).map((line) => `${file}: ${line}`));
  });
  // The one way to the runtime, where everything that lives is a field.
  expect(kept.filter((line) => !line.startsWith('core/runtime.ts: globalThis'))).toEqual([]);
  expect(sources.length).toBeGreaterThan(200);
});

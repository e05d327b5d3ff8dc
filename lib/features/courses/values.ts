import { createHash } from 'node:crypto';
import type { CourseFile } from './schema';

/** `{{scope.name}}`; Go's `{{.Names}}` and `{{json .State}}` are something else. */
const placeholder = /\{\{([a-z]+\.[a-zA-Z][a-zA-Z0-9]*)\}\}/g;

/** What the panel knows of itself, beside the `me.*` that a course declares. */
export const builtInValues = ['node.name', 'node.layersDir', 'node.loader', 'class.registry'] as const;

/**
 * Puts values into a text. A name without a value is left as it is written.
 * @param values by full name: `{'me.word': 'harbor', 'node.name': 'node0'}`
 */
export const fillValues = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(placeholder, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));

/** Puts values into every text of a check, a command or the blocks of a lesson; what is given is not changed. */
export function fillSpec<T>(spec: T, values: Readonly<Record<string, string>>): T {
  const fill = (part: unknown): unknown => {
    if (typeof part === 'string') return fillValues(part, values);
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value)]));
  };
  return fill(spec) as T;
}

/**
 * The `me.*` of one student: a word of the list for each, the same at every look, where the class wants values of each student's own;
 * else the shared one. Students may have the same word.
 */
export function valuesFor(
  course: { id: string; file: Pick<CourseFile, 'values'> },
  { userId, ownValues }: { userId: string; ownValues: boolean },
): Record<string, string> {
  const declared = Object.entries(course.file.values ?? {});
  return Object.fromEntries(
    declared.map(([name, { from, perStudent, shared }]) => {
      if (!ownValues || !perStudent) return [name, shared];
      const digest = createHash('sha256')
        .update(JSON.stringify([course.id, name, userId]))
        .digest();
      return [name, from[digest.readUInt32BE(0) % from.length] ?? shared];
    }),
  );
}

import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { printable } from '@/lib/gateways/ssh/printable';

/** What a node may make the panel keep of one row: a text is cut there, a list ends there. No Docker comes near them. */
export const answerLimits = {
  rows: 10_000,
  /** Names, versions, host names: what stands in a table's cell. */
  wordChars: 100,
  /** A name with a registry, a path and a digest (distribution/reference: 255 for the name alone). */
  referenceChars: 512,
  commandChars: 1_000,
  /** PATH_MAX (limits.h). */
  pathChars: 4_096,
  listItems: 1_000,
  /** Docker's own words, shown as evidence. */
  saidChars: 1_000,
} as const;

/** Whoever is root on the node writes these: nothing in them moves a cursor, turns the direction of what stands around, or is unseen. */
export const clean = (text: string, maxChars: number): string => printable(text.slice(0, maxChars), maxChars);

/** A text of the node's: missing or of another kind it is empty, a long one is cut. */
export const textOf = (maxChars: number) =>
  z
    .string()
    .transform((text) => clean(text, maxChars))
    .catch('');

/** What Docker finds a thing by: printable ASCII. */
export const idOf = z
  .string()
  .max(128, { abort: true })
  .regex(/^[!-~]+$/);

/** A name in a list of names: one that is too long is none. */
export const nameOf = (maxChars: number) =>
  z
    .string()
    .max(maxChars)
    .transform((text) => clean(text, maxChars));

/** A whole number from 0 on; `fallback` for anything else. */
export const countOf = <T extends number | null>(fallback: T, max = Number.MAX_SAFE_INTEGER) =>
  z.number().int().min(0).max(max).or(z.literal(fallback)).catch(fallback);

/** The good rows of a list: a bad one is left out and does not take the others with it. */
export const rowsOf = <T extends z.ZodType>(row: T, max: number = answerLimits.listItems) =>
  z
    .array(z.unknown())
    .transform((rows) =>
      rows.slice(0, max).flatMap((one) => {
        const parsed = row.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    )
    .catch([]);

/** Seconds since 1970 as ISO 8601; the beginning of 1970 for what is no time. */
export function isoOf(seconds: unknown): string {
  const isTime = typeof seconds === 'number' && seconds >= 0 && seconds < 253_402_300_800;
  return new Date(isTime ? seconds * 1000 : 0).toISOString();
}

/** @throws AppError `docker_answer_malformed` when the answer as a whole is not what was asked for */
export function parseAnswer<T extends z.ZodType>(schema: T, answer: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new AppError('docker_answer_malformed', { detail: at ? `${what}: ${at}` : what });
}

/** A list as the Engine's list calls answer it. @throws AppError `docker_answer_malformed` when it is none, or has no good row */
export function parseList<T extends z.ZodType>(row: T, answer: unknown, what: string): Array<z.output<T>> {
  if (!Array.isArray(answer)) throw new AppError('docker_answer_malformed', { detail: what });
  const rows: Array<z.output<T>> = rowsOf(row, answerLimits.rows).parse(answer);
  if (rows.length === 0 && answer.length > 0) throw new AppError('docker_answer_malformed', { detail: what });
  return rows;
}

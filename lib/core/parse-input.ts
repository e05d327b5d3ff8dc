import { createTranslator } from 'use-intl/core';
import type { z } from 'zod';
import { AppError, type FieldError } from '@/lib/core/errors';
import { classNameSchema, displayNameSchema, emailSchema } from '@/lib/shared/accounts';
import { type Locale, nodeNameSchema, nodeRefSchema } from '@/lib/shared/common';
import { containerNameSchema, containerRefSchema, runContainerSchema } from '@/lib/shared/containers';
import { imageRefSchema } from '@/lib/shared/images';
import en from '@/lib/shared/messages/en/input.json';
import ko from '@/lib/shared/messages/ko/input.json';
import { approveHostKeySchema, hostSchema, loginUserSchema } from '@/lib/shared/nodes';

type MessageKey = keyof typeof en;
type Values = Record<string, string | number>;

/** Features name what is wrong with a field by such a key: they do not know the reader's language. */
export function isInputKey(message: string): message is MessageKey {
  return Object.hasOwn(en, message);
}

/** One sentence about one field, in the reader's language. */
export function inputText(locale: Locale, key: MessageKey, values: Values = {}): string {
  const t = createTranslator({ locale, messages: locale === 'ko' ? ko : en });
  return (t as (key: MessageKey, values: Values) => string)(key, values);
}

/** Fields of a fixed form say what that form is, not which regular expression failed. */
const patternTexts: ReadonlyArray<readonly [z.ZodType, MessageKey]> = [
  [nodeNameSchema, 'nodeName'],
  [nodeRefSchema, 'nodeName'],
  [hostSchema, 'host'],
  [loginUserSchema, 'loginUser'],
  [approveHostKeySchema.shape.sha256, 'fingerprint'],
  [emailSchema, 'email'],
  [displayNameSchema, 'displayName'],
  [classNameSchema, 'className'],
  [containerNameSchema, 'containerName'],
  [containerRefSchema, 'containerName'],
  [imageRefSchema, 'imageRef'],
  [runContainerSchema.shape.env.unwrap().element, 'environment'],
];

/** An issue names its pattern as text; a schema keeps it in its checks (`_zod.def`, offered to library authors). */
function textOfPattern(pattern: string | undefined): MessageKey {
  for (const [schema, key] of patternTexts) {
    const checks = (schema._zod.def.checks ?? []) as ReadonlyArray<{ _zod: { def: { pattern?: RegExp } } }>;
    if (checks.some((check) => check._zod.def.pattern?.toString() === pattern)) return key;
  }
  return 'format';
}

/** zod's own Korean is not what we want a student to read; ours says what to do. */
function issueText(locale: Locale, issue: z.core.$ZodRawIssue): string {
  const say = (key: MessageKey, values?: Values): string => inputText(locale, key, values);
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? say('required') : say('type', { expected: String(issue.expected) });
    case 'too_small': {
      const minimum = Number(issue.minimum);
      if (issue.origin === 'string') return say('tooShort', { minimum });
      return say(issue.origin === 'array' ? 'tooFew' : 'tooSmall', { minimum });
    }
    case 'too_big': {
      const maximum = Number(issue.maximum);
      if (issue.origin === 'string') return say('tooLong', { maximum });
      return say(issue.origin === 'array' ? 'tooMany' : 'tooBig', { maximum });
    }
    case 'invalid_value':
      return issue.input === undefined ? say('required') : say('option', { options: (issue.values as unknown[]).join(', ') });
    case 'unrecognized_keys':
      return say('unknownKeys', { keys: (issue.keys as string[]).join(', ').slice(0, 200) });
    case 'invalid_format':
      return say(textOfPattern(issue.pattern as string | undefined));
    default:
      return say('format');
  }
}

/** Made once: a keystroke comes by here too. */
const texts = {
  ko: { error: (issue: z.core.$ZodRawIssue) => issueText('ko', issue) },
  en: { error: (issue: z.core.$ZodRawIssue) => issueText('en', issue) },
} satisfies Record<Locale, unknown>;

/**
 * Parses what came over a wire.
 * @param locale the language of the field messages
 * @throws AppError `invalid_input` with one entry per wrong field
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, locale: Locale): z.output<S> {
  const result = schema.safeParse(value, texts[locale]);
  if (result.success) return result.data;
  throw new AppError('invalid_input', { fieldErrors: toFieldErrors(result.error.issues) });
}

/** Paths as forms name them, `ports.0.hostPort`, and the first thing that is wrong with each. */
export function toFieldErrors(issues: ReadonlyArray<z.core.$ZodIssue>): FieldError[] {
  const byPath = new Map<string, string>();
  for (const issue of issues) {
    const path = issue.path.map(String).join('.');
    if (!byPath.has(path) && byPath.size < 50) byPath.set(path, issue.message);
  }
  return [...byPath].map(([path, message]) => ({ path, message }));
}

import { createTranslator } from 'use-intl/core';
import type { z } from 'zod';
import { classNameSchema, displayNameSchema, emailSchema } from './accounts';
import { type Locale, nodeNameSchema, nodeRefSchema } from './common';
import { filePathSchema } from './container-files';
import { containerNameSchema, containerRefSchema, runContainerSchema } from './containers';
import { imageRefSchema } from './images';
import en from './messages/en/input.json';
import ko from './messages/ko/input.json';
import { numberAsAccountSchema } from './join';
import { approveHostKeySchema, hostSchema, loginUserSchema } from './nodes';

type InputKey = keyof typeof en;
type Values = Record<string, string | number>;

/** Features name what is wrong with a field by such a key: they do not know the reader's language. */
export function isInputKey(message: string): message is InputKey {
  return Object.hasOwn(en, message);
}

/** One sentence about one field, in the reader's language. */
export function inputText(locale: Locale, key: InputKey, values: Values = {}): string {
  const t = createTranslator({ locale, messages: locale === 'ko' ? ko : en });
  return (t as (key: InputKey, values: Values) => string)(key, values);
}

/** Fields of a fixed form say what that form is, not which regular expression failed. */
const patternKeys: ReadonlyArray<readonly [z.ZodType, InputKey]> = [
  [nodeNameSchema, 'nodeName'],
  [nodeRefSchema, 'nodeName'],
  [hostSchema, 'host'],
  [loginUserSchema, 'loginUser'],
  [approveHostKeySchema.shape.sha256, 'fingerprint'],
  [emailSchema, 'email'],
  [numberAsAccountSchema, 'number_as_account'],
  [displayNameSchema, 'displayName'],
  [classNameSchema, 'className'],
  [containerNameSchema, 'containerName'],
  [containerRefSchema, 'containerName'],
  [filePathSchema, 'filePath'],
  [imageRefSchema, 'imageRef'],
  [runContainerSchema.shape.env.unwrap().element, 'environment'],
  [runContainerSchema.shape.labels.unwrap().element, 'label'],
  [runContainerSchema.shape.network.unwrap(), 'network'],
  [runContainerSchema.shape.user.unwrap(), 'user'],
  [runContainerSchema.shape.workdir.unwrap(), 'absolutePath'],
];

/** An issue names its pattern as text; a schema keeps it in its checks (`_zod.def`, offered to library authors). */
function keyOfPattern(pattern: string | undefined): InputKey {
  for (const [schema, key] of patternKeys) {
    const checks = (schema._zod.def.checks ?? []) as ReadonlyArray<{ _zod: { def: { pattern?: RegExp } } }>;
    if (checks.some((check) => check._zod.def.pattern?.toString() === pattern)) return key;
  }
  return 'format';
}

/** zod's own Korean is not what we want a student to read; ours says what to do. */
function issueText(locale: Locale, issue: z.core.$ZodRawIssue): string {
  const say = (key: InputKey, values?: Values): string => inputText(locale, key, values);
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
      return say(keyOfPattern(issue.pattern as string | undefined));
    case 'custom': {
      // A rule between fields names its text itself.
      const text = String(issue.params?.text);
      return say(isInputKey(text) ? text : 'format');
    }
    default:
      return say('format');
  }
}

/** For zod's `safeParse`: what is wrong is said in this language. Made once: a keystroke comes by here too. */
export const inputTexts = {
  ko: { error: (issue: z.core.$ZodRawIssue) => issueText('ko', issue) },
  en: { error: (issue: z.core.$ZodRawIssue) => issueText('en', issue) },
} satisfies Record<Locale, unknown>;

/** Paths as forms name them, `ports.0.hostPort`, and the first thing that is wrong with each. */
export function toFieldErrors(issues: ReadonlyArray<z.core.$ZodIssue>): Array<{ path: string; message: string }> {
  const byPath = new Map<string, string>();
  for (const issue of issues) {
    const path = issue.path.map(String).join('.');
    if (!byPath.has(path) && byPath.size < 50) byPath.set(path, issue.message);
  }
  return [...byPath].map(([path, message]) => ({ path, message }));
}

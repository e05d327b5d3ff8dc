import type { z } from 'zod';

/** What a schema found, in a sentence for whoever writes a course. */
export interface Described {
  path: Array<string | number>;
  /** A key below `path` that is meant. */
  key?: string;
  message: string;
  /** The key itself is wrong, not what stands under it. */
  isKey: boolean;
}

type Issue = z.core.$ZodIssue;

/** The issues of zod, one for each key that is too many, and of a union those of the form that was meant. */
export function describeIssues(issues: readonly Issue[], under: ReadonlyArray<string | number> = []): Described[] {
  return issues.flatMap((issue): Described[] => {
    const path = [...under, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path, key, message: `There is no field “${key}” here.`, isKey: true }));
    if (issue.code === 'invalid_key')
      return [{ path, message: `“${String(path.at(-1))}” is not a name that may stand here.`, isKey: true }];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const meant = nearest(issue.errors);
      if (meant.some(({ path: inner }) => inner.length > 0)) return describeIssues(meant, path);
      const forms = [...new Set(issue.errors.flatMap((form) => form.map(sayOne)))];
      return [{ path, message: forms.join(' Or: '), isKey: false }];
    }
    return [{ path, message: sayOne({ ...issue, path }), isKey: false }];
  });
}

/** The form whose first mistake lies deepest: the author wrote that one, but for this. */
function nearest(forms: Issue[][]): Issue[] {
  const depth = (form: Issue[]) => Math.min(...form.map(({ path }) => path.length));
  return forms.reduce((best, form) => (depth(form) > depth(best) ? form : best));
}

function sayOne(issue: Issue): string {
  const last = issue.path.at(-1);
  if (issue.code === 'invalid_union' && 'options' in issue) {
    const options = (issue.options as unknown[] | undefined)?.map(String) ?? [];
    return `“${String(last)}” must be one of ${options.join(', ')}.`;
  }
  if (issue.input === undefined && typeof last === 'string') return `“${last}” is missing.`;
  if (issue.code === 'invalid_type') return `Expected ${issue.expected}, found ${kindOf(issue.input)}.`;
  if (issue.code === 'invalid_value') return `Must be one of ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'invalid_format' && issue.format === 'regex' && issue.message.startsWith('Invalid'))
    return `${quote(issue.input)} does not have the form ${issue.pattern}.`;
  if (issue.code === 'too_big') return `Too long or too large: at most ${issue.maximum}.`;
  if (issue.code === 'too_small') return `Too short or too small: at least ${issue.minimum}.`;
  return issue.message;
}

function kindOf(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'fields' : `${typeof input} ${quote(input)}`;
}

const quote = (input: unknown): string => `“${String(input).slice(0, 80)}”`;

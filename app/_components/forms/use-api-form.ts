import { type UseFormReturnType, useForm } from '@mantine/form';
import type { ApiError } from '@/app/_api/client';

/** What is wrong with a part of the body of a request, by its path there (`ports.0.hostPort`). */
export interface FieldProblem {
  path: string;
  message: string;
}

interface Options<Values, Body> {
  initialValues: Values;
  /** What is typed as the body of the request, whatever is typed. */
  toBody: (values: Values) => Body;
  /** What the schema of the body finds ({@link useSchemaCheck}). Left out where only the panel checks: schemas are too heavy for a page's first load. */
  check?: (body: Body, values: Values) => FieldProblem[];
}

export interface ApiForm<Values, Body> extends UseFormReturnType<Values, Body> {
  /** Shows what the panel found wrong at the fields it is about; what was typed stays. */
  refuse: (error: ApiError) => void;
}

/**
 * A form that is the body of a request. `onSubmit(send)` calls `send(body)` once the body fits its schema; until then each field says what is
 * wrong with it, and what it says goes with the next change of that field.
 */
export function useApiForm<Values extends object, Body>(options: Options<Values, Body>): ApiForm<Values, Body> {
  const { initialValues, toBody, check } = options;
  const form = useForm<Values, Body>({
    initialValues,
    transformValues: toBody,
    validate: (values) => (check ? errorsByField(values, check(toBody(values), values)) : {}),
  });
  return { ...form, refuse: (error) => form.setErrors(errorsByField(form.getValues(), error.errors)) };
}

/**
 * The problems at the fields of a form, the first of each field: a list that is typed as one text has one field for all its items. What is
 * about no field is left out: nobody could mend it there, and the panel has the last word anyway.
 */
export function errorsByField(values: object, problems: readonly FieldProblem[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of problems) {
    const field = fieldOf(values, path);
    if (field !== null) errors[field] ??= message;
  }
  return errors;
}

/** The field that holds what a path of the body is about; null where the form has none. */
function fieldOf(values: object, path: string): string | null {
  const field: string[] = [];
  let held: unknown = values;
  for (const name of path.split('.')) {
    if (!isGroup(held)) break;
    if (!Object.hasOwn(held, name)) return null;
    held = held[name];
    field.push(name);
  }
  return isGroup(held) ? null : field.join('.');
}

const isGroup = (held: unknown): held is Record<string, unknown> =>
  typeof held === 'object' && held !== null && !Array.isArray(held);

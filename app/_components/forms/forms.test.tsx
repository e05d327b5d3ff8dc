import { expect, test } from 'vitest';
import { render } from '@/app/_testing/render';
import { isAppError } from '@/lib/core/errors';
import { parseInput } from '@/lib/core/parse-input';
import { createClassSchema, createUserSchema } from '@/lib/shared/accounts';
import { runContainerSchema } from '@/lib/shared/containers';
import { createNodeSchema } from '@/lib/shared/nodes';
import { errorsByField, type FieldProblem } from './use-api-form';
import { useSchemaCheck } from './use-schema-check';

type Check = Parameters<typeof useSchemaCheck>;

/** What a form of this schema finds. */
function found(schema: Check[0], body: unknown, locale: 'en' | 'ko' = 'en', texts: Check[1] = {}): FieldProblem[] {
  const problems: FieldProblem[] = [];
  render(<Form schema={schema} body={body} texts={texts} onFound={(all) => problems.push(...all)} />, locale);
  return problems;
}

interface FormProps {
  schema: Check[0];
  body: unknown;
  texts: Check[1];
  onFound: (problems: FieldProblem[]) => void;
}

function Form({ schema, body, texts, onFound }: FormProps) {
  onFound(useSchemaCheck(schema, texts)(body));
  return null;
}

/** What the panel answers. */
function answered(schema: Check[0], body: unknown, locale: 'en' | 'ko'): FieldProblem[] {
  try {
    parseInput(schema, body, locale);
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.fieldErrors;
  }
}

test.each([
  [createUserSchema, { email: 'nobody', name: '', role: 'boss', password: 'short' }],
  [createNodeSchema, { name: 'Node 0', host: 'a b', port: 0, loginUser: '', credential: { kind: 'password', password: '' } }],
  [createNodeSchema, { name: 'x'.repeat(70), host: 'h', loginUser: 'u', credential: { kind: 'private_key' } }],
  [runContainerSchema, { image: 'UPPER', name: '-', env: ['1=2'], ports: [{ containerPort: 'x' }, { containerPort: 70_000 }] }],
  [createClassSchema, { name: 'n'.repeat(24) }],
  [createClassSchema, { name: 'Docker, spring' }],
] as Array<[Check[0], unknown]>)('a form says of the same input what the panel says, in either language (%#)', (schema, body) => {
  for (const locale of ['en', 'ko'] as const) expect(found(schema, body, locale)).toEqual(answered(schema, body, locale));
});

test('a form’s own text takes the place of the panel’s, for a part of the body and all below it', () => {
  const body = { image: 'ubuntu', ports: [{ containerPort: 1 }, { containerPort: 0 }], env: ['='] };
  expect(found(runContainerSchema, body, 'en', { ports: (path) => `wrong: ${path}`, env: 'no' })).toEqual([
    { path: 'env.0', message: 'no' },
    { path: 'ports.1.containerPort', message: 'wrong: ports.1.containerPort' },
  ]);
});

test('a problem stands at the field it is about: the field itself, or the text a list was typed as; without a field nowhere', () => {
  const values = { name: '', credential: { kind: 'password', password: '' }, ports: '1\n2', copyOf: null, steps: ['a'] };
  const problems = [
    { path: 'name', message: 'first' },
    { path: 'name', message: 'second' },
    { path: 'credential.password', message: 'secret' },
    { path: 'ports.1.hostPort', message: 'port' },
    { path: 'copyOf', message: 'other' },
    { path: 'steps.0.id', message: 'step' },
    { path: 'credential', message: 'no field of its own' },
    { path: 'nodes.0', message: 'nowhere' },
  ];
  expect(errorsByField(values, problems)).toEqual({
    name: 'first',
    'credential.password': 'secret',
    ports: 'port',
    copyOf: 'other',
    steps: 'step',
  });
});

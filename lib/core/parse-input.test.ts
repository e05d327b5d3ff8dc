import { expect, test } from 'vitest';
import { z } from 'zod';
import { isAppError } from '@/lib/core/errors';
import { createUserSchema } from '@/lib/shared/accounts';
import { containerRefSchema, runContainerSchema } from '@/lib/shared/containers';
import { pullImageSchema } from '@/lib/shared/images';
import en from '@/lib/shared/messages/en/input.json';
import ko from '@/lib/shared/messages/ko/input.json';
import { createNodeSchema, updateNodeSchema } from '@/lib/shared/nodes';
import { parseInput } from './parse-input';

function errorsOf(schema: z.ZodType, value: unknown, locale: 'ko' | 'en' = 'en'): Record<string, string> {
  try {
    parseInput(schema, value, locale);
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(error.code).toBe('invalid_input');
    return Object.fromEntries(error.fieldErrors.map((field) => [field.path, field.message]));
  }
  throw new Error('nothing was refused');
}

test('input that is right comes back parsed, with its defaults', () => {
  expect(parseInput(pullImageSchema, { image: ' ubuntu:22.04 ' }, 'en')).toEqual({ image: 'ubuntu:22.04' });
});

test('a missing field says that it is needed, in the reader’s language', () => {
  expect(errorsOf(pullImageSchema, {}).image).toBe(en.required);
  expect(errorsOf(pullImageSchema, {}, 'ko').image).toBe(ko.required);
  expect(errorsOf(createUserSchema, {}).role).toBe(en.required);
});

test('a form that is fixed says which form, not which regular expression', () => {
  const node = { name: 'Node 0', host: '-oProxyCommand=x', loginUser: 'a b', credential: { kind: 'password', password: 'x' } };
  expect(errorsOf(createNodeSchema, node)).toEqual({ name: en.nodeName, host: en.host, loginUser: en.loginUser });
  expect(errorsOf(updateNodeSchema, { host: 'a b' })).toEqual({ host: en.host });
  expect(errorsOf(pullImageSchema, { image: 'UBUNTU' }, 'ko')).toEqual({ image: ko.imageRef });
  expect(errorsOf(runContainerSchema, { image: 'ubuntu', name: '-x', env: ['1=2'] })).toEqual({
    name: en.containerName,
    'env.0': en.environment,
  });
  expect(errorsOf(z.object({ container: containerRefSchema }), { container: '../etc' }).container).toBe(en.containerName);
  const user = { email: 'nobody', name: 'a\u202eb', role: 'student', password: 'long enough!' };
  expect(errorsOf(createUserSchema, user)).toEqual({ email: en.email, name: en.displayName });
});

test('lengths, ranges, options and kinds are named with their limits', () => {
  const user = { email: 'a@b.example', name: '', role: 'boss', password: 'short' };
  expect(errorsOf(createUserSchema, user)).toEqual({
    name: 'This must not be empty.',
    role: 'This must be one of: admin, instructor, student.',
    password: 'At least 10 characters are required.',
  });
  expect(errorsOf(createUserSchema, user, 'ko').password).toBe('10자 이상이어야 합니다.');
  const ports = [{ containerPort: 70000 }, { containerPort: 'x' }];
  expect(errorsOf(runContainerSchema, { image: 'ubuntu', ports }, 'ko')).toEqual({
    'ports.0.containerPort': '65535 이하여야 합니다.',
    'ports.1.containerPort': '숫자여야 합니다.',
  });
});

test('a name nobody knows is called by its name', () => {
  expect(errorsOf(pullImageSchema.strict(), { image: 'ubuntu', imgae: 'x' })).toEqual({
    '': 'Unknown field: imgae.',
  });
});

test('what was typed is never repeated in the message', () => {
  const secret = 'hunter2-hunter2';
  const node = {
    name: secret.toUpperCase(),
    host: `${secret}\0`,
    loginUser: 'root',
    credential: { kind: secret, password: secret },
  };
  expect(JSON.stringify(errorsOf(createNodeSchema, node)).toLowerCase()).not.toContain('hunter2');
});

import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { errorText, presentError } from '@/lib/core/present-error';
import { errorCodes, errorTable } from '@/lib/shared/error-codes';
import en from '@/lib/shared/messages/en/errors.json';
import inputEn from '@/lib/shared/messages/en/input.json';
import ko from '@/lib/shared/messages/ko/errors.json';
import inputKo from '@/lib/shared/messages/ko/input.json';
import { createMemoryLog } from '@/lib/testing/memory-log';

const about = (locale: 'ko' | 'en' = 'en') => ({ locale, requestId: 'req1', log: createMemoryLog() });

test('every code has its text in both languages, and no text is left over', () => {
  expect(Object.keys(en).sort()).toEqual([...errorCodes].sort());
  expect(Object.keys(ko).sort()).toEqual([...errorCodes].sort());
  for (const code of errorCodes) {
    expect(errorText('ko', code)).toMatch(/[가-힣].*[.]$|예: .*$/);
    expect(errorText('en', code)).not.toBe(errorText('ko', code));
  }
});

test('the texts of fields are the same set in both languages', () => {
  expect(Object.keys(inputKo).sort()).toEqual(Object.keys(inputEn).sort());
});

test('an expected failure keeps its code, gets the table’s status and the reader’s text', () => {
  const presented = presentError(new AppError('image_not_found', { detail: 'manifest unknown' }), about('ko'));
  expect(presented).toEqual({
    code: 'image_not_found',
    status: errorTable.image_not_found.status,
    message: ko.image_not_found,
    evidence: 'manifest unknown',
    fieldErrors: [],
    requestId: 'req1',
  });
});

test('it is known by its brand: one from another copy of the module is the same failure', async () => {
  const copy = (await import('@/lib/core/errors?copy' as '@/lib/core/errors')).AppError;
  const foreign = new copy('conflict');
  expect(foreign).not.toBeInstanceOf(AppError);
  expect(presentError(foreign, about()).code).toBe('conflict');
});

test('field errors of features are put into the reader’s language; text stays as it is', () => {
  const fieldErrors = [
    { path: 'jumpNodeId', message: 'jump_self' },
    { path: 'name', message: 'As it is.' },
  ];
  expect(presentError(new AppError('invalid_input', { fieldErrors }), about('ko')).fieldErrors).toEqual([
    { path: 'jumpNodeId', message: inputKo.jump_self },
    { path: 'name', message: 'As it is.' },
  ]);
});

test('a zod error is invalid input with its fields', () => {
  const { error } = z.object({ a: z.object({ b: z.string() }) }).safeParse({ a: {} });
  const presented = presentError(error, about());
  expect(presented.code).toBe('invalid_input');
  expect(presented.fieldErrors.map((field) => field.path)).toEqual(['a.b']);
});

test.each([
  ['an error', new Error('connect ECONNREFUSED /secret/path password=hunter2')],
  ['a string', 'hunter2'],
  ['nothing', undefined],
  ['null', null],
  ['something that looks like one of ours', { name: 'AppError', code: 'not_found', message: 'hunter2' }],
])('%s nobody expected is internal: the reader learns the request’s id, the log the rest', (_, thrown) => {
  const options = about();
  const presented = presentError(thrown, options);
  expect(presented).toMatchObject({ code: 'internal', status: 500, requestId: 'req1', message: en.internal });
  expect(JSON.stringify(presented)).not.toContain('hunter2');
  expect(options.log.lines).toHaveLength(1);
  expect(options.log.lines[0]).toMatchObject({ level: 'error', fields: { requestId: 'req1', error: thrown } });
});

test('what a node literally said is passed on, but not a book of it', () => {
  const presented = presentError(new AppError('docker_error', { detail: 'x'.repeat(100_000) }), about());
  expect(presented.evidence?.length).toBe(2000);
});

test('only failures the table calls noteworthy get a line of their own', () => {
  const quiet = about();
  presentError(new AppError('not_found'), quiet);
  expect(quiet.log.lines).toEqual([]);
  const loud = about();
  presentError(new AppError('host_key_changed'), loud);
  expect(loud.log.lines).toMatchObject([{ level: 'error', fields: { code: 'host_key_changed' } }]);
});

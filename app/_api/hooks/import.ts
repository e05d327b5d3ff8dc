import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ImportFormat } from '@/lib/shared/node-import';
import { type ApiError, call } from '../client';
import type { Input, Output } from '@/lib/shared/api';
import { classKeys, nodeKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

type Result = Output<'POST /classes/{class}/nodes/import'>;

/**
 * What a text would do to a class, asked again whenever it or the class's defaults change. Nothing of it is kept: it may hold passwords.
 * @param revision grows when something the answer depends on was changed
 */
export function useImportPreview(
  classId: string,
  { text, format, revision }: { text: string; format: ImportFormat | undefined; revision: number },
  enabled: boolean,
): UseQueryResult<Result, ApiError> {
  return useQuery<Result, ApiError>({
    queryKey: ['import-preview', classId, text, format ?? 'auto', revision],
    queryFn: ({ signal }) =>
      call(
        'POST /classes/{class}/nodes/import',
        { params: { class: classId }, body: { text, format, dryRun: true } },
        { signal },
      ),
    placeholderData: keepPreviousData,
    gcTime: 0,
    enabled,
  });
}

export const useImportNodes = (classId: string) =>
  useChange(
    'POST /classes/{class}/nodes/import',
    (body: { text: string; format?: ImportFormat }) => ({ params: { class: classId }, body }),
    () => [nodeKeys.all, classKeys.all],
  );

export const useClassDefaults = (classId: string, options?: QueryOptions<Output<'GET /classes/{class}/defaults'>>) =>
  useOperation(classKeys.defaults(classId), 'GET /classes/{class}/defaults', { params: { class: classId } }, options);

export const useSetClassDefaults = (classId: string) =>
  useChange(
    'PUT /classes/{class}/defaults',
    (body: Input<'PUT /classes/{class}/defaults'>['body']) => ({ params: { class: classId }, body }),
    () => [classKeys.defaults(classId)],
  );

export const useClassRegistry = (classId: string, options?: QueryOptions<Output<'GET /classes/{class}/registry'>>) =>
  useOperation(classKeys.registry(classId), 'GET /classes/{class}/registry', { params: { class: classId } }, options);

export const useSetClassRegistry = (classId: string) =>
  useChange(
    'PUT /classes/{class}/registry',
    (body: Input<'PUT /classes/{class}/registry'>['body']) => ({ params: { class: classId }, body }),
    () => [classKeys.registry(classId), nodeKeys.all],
  );

export const useRemoveClassRegistry = (classId: string) =>
  useChange(
    'DELETE /classes/{class}/registry',
    () => ({ params: { class: classId } }),
    () => [classKeys.registry(classId), nodeKeys.all],
  );

export const useHostKeys = (classId: string) =>
  useOperation(nodeKeys.hostKeys(classId), 'GET /classes/{class}/host-keys', { params: { class: classId } });

/** Each by the fingerprint the reader looked at. */
export const useApproveHostKeys = (classId: string) =>
  useChange(
    'POST /classes/{class}/host-keys',
    (keys: Array<{ node: string; sha256: string }>) => ({ params: { class: classId }, body: { keys } }),
    () => [nodeKeys.all],
  );

/** Stores nothing, so nothing the page holds is stale. */
export const useConnectionTest = () =>
  useChange(
    'POST /connection-test',
    (body: Input<'POST /connection-test'>['body']) => ({ body }),
    () => [],
  );

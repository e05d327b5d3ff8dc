import type { Input, Output } from '@/lib/shared/api';
import { operationKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** What was done to the nodes of a class, the newest first. */
export const useClassOperations = (cls: string, options?: QueryOptions<Output<'GET /classes/{class}/operations'>>) =>
  useOperation(
    operationKeys.class(cls),
    'GET /classes/{class}/operations',
    { params: { class: cls }, query: { limit: 30 } },
    options,
  );

/** One operation with the job of each node; fetched again whenever the panel says that it moved. */
export const useOperationDetail = (id: string, options?: QueryOptions<Output<'GET /operations/{operation}'>>) =>
  useOperation(operationKeys.detail(id), 'GET /operations/{operation}', { params: { operation: id } }, options);

/** How many nodes of one operation are done, likewise. */
export const useOperationSummary = (id: string) =>
  useOperation(operationKeys.summary(id), 'GET /operations/{operation}/summary', { params: { operation: id } });

export const useStartOperation = (cls: string) =>
  useChange(
    'POST /classes/{class}/operations',
    (body: Input<'POST /classes/{class}/operations'>['body']) => ({ params: { class: cls }, body }),
    () => [operationKeys.class(cls)],
  );

/** `mutate(operationId)`. */
export const useCancelOperation = () =>
  useChange(
    'POST /operations/{operation}/cancel',
    (operation: string) => ({ params: { operation } }),
    () => [operationKeys.all],
  );

/** `mutate(operationId)`. */
export const useResumeOperation = () =>
  useChange(
    'POST /operations/{operation}/resume',
    (operation: string) => ({ params: { operation } }),
    () => [operationKeys.all],
  );

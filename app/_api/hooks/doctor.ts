import type { DoctorClass } from '@/lib/shared/doctor';
import type { Output } from '@/lib/shared/api';
import { doctorKeys } from './keys';
import { type QueryOptions, useChange, useOperation } from './query';

/** The node's examination under way or last report. Findings come by the socket while the node is watched. */
export const useNodeReport = (nodeId: string, options?: QueryOptions<Output<'GET /nodes/{node}/doctor'>>) =>
  useOperation(doctorKeys.node(nodeId), 'GET /nodes/{node}/doctor', { params: { node: nodeId } }, options);

export const useExamineNode = (nodeId: string) =>
  useChange(
    'POST /nodes/{node}/doctor',
    () => ({ params: { node: nodeId } }),
    () => [doctorKeys.node(nodeId), doctorKeys.classes()],
  );

export const useClassReport = (id: string, options?: QueryOptions<DoctorClass>) =>
  useOperation(doctorKeys.class(id), 'GET /classes/{class}/doctor', { params: { class: id } }, options);

export const useExamineClass = (id: string) =>
  useChange(
    'POST /classes/{class}/doctor',
    () => ({ params: { class: id } }),
    () => [doctorKeys.class(id)],
  );

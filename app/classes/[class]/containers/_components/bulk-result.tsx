'use client';

import { useClassWatch } from '@/app/_realtime/use-node-watch';
import { OperationView } from '@/app/classes/[class]/prepare/_components/operation-view';

/** What became of an operation, node by node, live as long as it is shown. */
export function BulkResult({ classId, operationId, onClose }: { classId: string; operationId: string; onClose: () => void }) {
  useClassWatch(classId);
  return <OperationView id={operationId} reveal onClose={onClose} />;
}

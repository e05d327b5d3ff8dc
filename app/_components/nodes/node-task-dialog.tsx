'use client';

import dynamic from 'next/dynamic';
import type { NodeDto } from '@/lib/shared/nodes';

export interface NodeTask {
  kind: 'edit' | 'credential' | 'assign' | 'remove' | 'host-key';
  nodeId: string;
}

const NodeForm = dynamic(async () => (await import('./node-form')).NodeForm, { ssr: false });
const AssignDialog = dynamic(async () => (await import('./assign-dialog')).AssignDialog, { ssr: false });
const RemoveNodeDialog = dynamic(async () => (await import('./remove-node-dialog')).RemoveNodeDialog, { ssr: false });
const HostKeyDialog = dynamic(async () => (await import('./host-key-dialog')).HostKeyDialog, { ssr: false });

/** The dialog of what staff are doing with a node right now; follows the node while it changes. */
export function NodeTaskDialog({
  task,
  nodes,
  onClose,
  onRemoved,
}: {
  task: NodeTask | null;
  nodes: NodeDto[];
  onClose: () => void;
  onRemoved?: () => void;
}) {
  const node = task && nodes.find((candidate) => candidate.id === task.nodeId);
  if (!task || !node) return null;
  if (task.kind === 'edit') return <NodeForm node={node} onClose={onClose} />;
  if (task.kind === 'credential') return <NodeForm node={node} newCredential onClose={onClose} />;
  if (task.kind === 'assign') return <AssignDialog node={node} onClose={onClose} />;
  if (task.kind === 'remove') return <RemoveNodeDialog node={node} onClose={onClose} onRemoved={onRemoved} />;
  return <HostKeyDialog node={node} onClose={onClose} />;
}

'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useExamineNode } from '@/app/_api/hooks/doctor';
import { useReconnectNode } from '@/app/_api/hooks/nodes';
import { Link } from '@/app/_components/link';
import { notify } from '@/app/_components/notify';
import type { NodeTask } from '../node-task-dialog';
import type { FindingFix } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import { fixHref } from './fix-href';

/** The one thing to press for a finding. */
export function FixButton({ node, fix, onTask }: { node: NodeDto; fix: FindingFix; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('doctor.fix');
  const reconnect = useReconnectNode(node.id);
  const examine = useExamineNode(node.id);
  const own = fix.kind === 'terminal' ? 'terminal' : fix.kind === 'root_login' ? 'root-login' : null;
  const href = fixHref(fix, node.classId, [node.name]) ?? (own && `/nodes/${node.id}/${own}`);
  const look = { size: 'compact-sm', variant: 'default' } as const;
  if (href !== null) {
    return (
      <Button {...look} component={Link} href={href}>
        {t(fix.kind)}
      </Button>
    );
  }
  if (fix.kind === 'reconnect') {
    // What the node says afterwards is what the reader wants to know.
    const again = () =>
      reconnect.mutate(undefined, {
        onSettled: () => examine.mutate(undefined),
        onError: (error) => void notify('error', error.message),
      });
    return (
      <Button {...look} loading={reconnect.isPending} onClick={again}>
        {t(fix.kind)}
      </Button>
    );
  }
  if (fix.kind !== 'approve_host_key' && fix.kind !== 'edit') return null;
  const kind = fix.kind === 'edit' ? 'edit' : 'host-key';
  return (
    <Button {...look} onClick={() => onTask({ kind, nodeId: node.id })}>
      {t(fix.kind)}
    </Button>
  );
}

'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useReconnectNode } from '@/app/_api/hooks/nodes';
import { FormError } from '@/app/_components/states';
import type { NodeDto } from '@/lib/shared/nodes';
import type { NodeTask } from './node-task-dialog';

/** Why the node is not well, in a sentence. */
export function useWhy(node: NodeDto): string {
  const t = useTranslations('nodes.why');
  if (node.state === 'unverified' && node.staff && !node.staff.offeredHostKey) return t('unverifiedWaiting');
  return t(node.state);
}

/** The one thing to press for a node that is not well; students are sent to their instructor where only staff can act. */
export function NodeRemedy({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes.press');
  const reconnect = useReconnectNode(node.id);
  const { state } = node;
  if (state === 'ready') return null;
  if (state === 'unreachable' || state === 'connecting') {
    return (
      <>
        <Button size="xs" variant="default" loading={reconnect.isPending} onClick={() => reconnect.mutate(undefined)}>
          {t(state)}
        </Button>
        <FormError error={reconnect.error} />
      </>
    );
  }
  if (state === 'docker_denied') {
    return (
      <Button size="xs" variant="default" component={Link} href={`/nodes/${node.name}/root-login`}>
        {t(state)}
      </Button>
    );
  }
  if (state === 'docker_down' || state === 'docker_missing') {
    return (
      <Button size="xs" variant="default" component={Link} href={`/nodes/${node.name}/terminal`}>
        {t(state)}
      </Button>
    );
  }
  if (!node.staff) return <p>{t('askStaff')}</p>;
  if (state === 'unverified' && !node.staff.offeredHostKey) {
    return (
      <Button size="xs" variant="default" loading={reconnect.isPending} onClick={() => reconnect.mutate(undefined)}>
        {t('unreachable')}
      </Button>
    );
  }
  return (
    <Button
      size="xs"
      color={state === 'host_key_changed' ? 'red' : undefined}
      onClick={() => onTask({ kind: state === 'auth_failed' ? 'edit' : 'host-key', nodeId: node.id })}
    >
      {t(state)}
    </Button>
  );
}

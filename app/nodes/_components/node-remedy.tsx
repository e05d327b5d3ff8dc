'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useReconnectNode } from '@/app/_api/hooks/nodes';
import { Link } from '@/app/_components/link';
import { FormError } from '@/app/_components/states';
import type { FindingFix } from '@/lib/shared/doctor';
import type { NodeDto } from '@/lib/shared/nodes';
import { fixHref } from '../../_components/nodes/doctor/fix-href';
import type { NodeTask } from '../../_components/nodes/node-task-dialog';
import { isDockerStopped, isLookedAtThere } from './node-trouble';
import { StartDocker } from './start-docker';

/** What a member of staff starts on the node for a state of Docker. */
const dockerFix = {
  docker_missing: { kind: 'prepare', steps: ['docker.install'] },
  docker_down: { kind: 'prepare', steps: ['docker.start'] },
} as const satisfies Record<string, FindingFix>;

/** The one thing to press for a node that is not well; students are sent to their instructor where only staff can act. */
export function NodeRemedy({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes.press');
  const reconnect = useReconnectNode(node.id);
  const { state } = node;
  if (state === 'ready') return null;
  if (node.reason?.code === 'address_refused' && node.staff) {
    return (
      <Button size="xs" variant="default" onClick={() => onTask({ kind: 'edit', nodeId: node.id })}>
        {t('address_refused')}
      </Button>
    );
  }
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
  if (isLookedAtThere(node)) {
    return (
      <Button size="xs" variant="default" component={Link} href={`/nodes/${node.id}/terminal`}>
        {t('docker_down')}
      </Button>
    );
  }
  if (state === 'docker_denied') {
    return (
      <Button size="xs" variant="default" component={Link} href={`/nodes/${node.id}/root-login`}>
        {t(state)}
      </Button>
    );
  }
  if (state === 'docker_down' || state === 'docker_missing') {
    const prepare = node.staff && fixHref(dockerFix[state], node.classId, [node.name]);
    return prepare ? (
      <Button size="xs" variant="default" component={Link} href={prepare}>
        {t(`${state}_staff`)}
      </Button>
    ) : (
      <>
        {isDockerStopped(node) && <StartDocker />}
        <Button size="xs" variant="default" component={Link} href={`/nodes/${node.id}/terminal`}>
          {t(state)}
        </Button>
      </>
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
      onClick={() => onTask({ kind: state === 'auth_failed' ? 'credential' : 'host-key', nodeId: node.id })}
    >
      {t(state)}
    </Button>
  );
}

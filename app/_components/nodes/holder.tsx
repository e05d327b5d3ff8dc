import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useUnassignNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import { accountName } from '@/lib/shared/account-name';
import type { NodeDto } from '@/lib/shared/nodes';
import { SwapPanel } from './swap-panel';

interface Props {
  node: NodeDto;
  person: NodeDto['assignees'][number];
}

/** Who has a node: it is taken back, or swapped for a spare one in one step. */
export function Holder({ node, person }: Props) {
  const t = useTranslations('nodes');
  const unassign = useUnassignNode(node.id);
  const [isSwapping, setSwapping] = useState(false);
  return (
    <Stack gap="xs" py={4}>
      <Group justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Text truncate>{person.name}</Text>
          <Text size="sm" c="dimmed" truncate>
            {accountName(person.email)}
          </Text>
        </div>
        <Group gap="sm">
          {node.classId !== null && (
            <Button variant="default" size="xs" aria-expanded={isSwapping} onClick={() => setSwapping(!isSwapping)}>
              {t('swap.open', { student: person.name })}
            </Button>
          )}
          <Button
            variant="default"
            size="xs"
            loading={unassign.isPending}
            onClick={() =>
              unassign.mutate(person.id, {
                onSuccess: () => void notify('done', t('done.unassigned', { student: person.name, name: node.name })),
              })
            }
          >
            {t('assign.take', { student: person.name })}
          </Button>
        </Group>
      </Group>
      {isSwapping && node.classId !== null && (
        <SwapPanel
          classId={node.classId}
          node={node}
          user={person}
          onDone={() => setSwapping(false)}
          onCancel={() => setSwapping(false)}
        />
      )}
      <FormError error={unassign.error} />
    </Stack>
  );
}

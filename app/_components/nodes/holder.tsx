import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAssignNode, useUnassignNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { NodeDto } from '@/lib/shared/nodes';

interface Props {
  node: NodeDto;
  person: NodeDto['assignees'][number];
  /** The nodes of the class: those nobody has are spares. */
  room: NodeDto[];
}

/** Who has a node: it is taken back, or swapped for a spare one in one step. */
export function Holder({ node, person, room }: Props) {
  const t = useTranslations('nodes');
  const state = useTranslations('nodes.state');
  const unassign = useUnassignNode(node.id);
  const assign = useAssignNode();
  const [picked, setPicked] = useState('');
  const spares = room.filter((other) => other.id !== node.id && other.assignees.length === 0);
  // The ready ones first; among them by name, as they come.
  spares.sort((a, b) => Number(b.state === 'ready') - Number(a.state === 'ready'));
  const spare = spares.find((other) => other.id === picked);
  return (
    <Stack gap="xs" py={4}>
      <Group justify="space-between" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Text truncate>{person.name}</Text>
          <Text size="sm" c="dimmed" truncate>
            {person.email}
          </Text>
        </div>
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
      {spares.length > 0 && (
        <Group gap="sm" align="flex-end">
          <NativeSelect
            size="xs"
            label={t('assign.spare', { student: person.name })}
            value={spare?.id ?? ''}
            onChange={(event) => setPicked(event.currentTarget.value)}
            data={[
              { value: '', label: t('assign.chooseSpare') },
              ...spares.map((other) => ({ value: other.id, label: `${other.name} · ${state(other.state)}` })),
            ]}
          />
          <Button
            variant="default"
            size="xs"
            disabled={!spare}
            loading={assign.isPending}
            onClick={() =>
              spare &&
              assign.mutate(
                { node: spare.id, user: person.id, from: node.id },
                { onSuccess: () => void notify('done', t('done.assigned', { student: person.name, name: spare.name })) },
              )
            }
          >
            {t('assign.swap')}
          </Button>
        </Group>
      )}
      <FormError error={unassign.error ?? assign.error} />
    </Stack>
  );
}

import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useNodes, useSwapNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { SwappedNode } from '@/lib/shared/class-life';
import type { NodeDto } from '@/lib/shared/nodes';

/** Nodes that a student may be given in place of theirs, the ready ones first. */
const sparesIn = (room: readonly NodeDto[], nodeId: string): NodeDto[] =>
  room
    .filter(({ id, assignees, staff }) => id !== nodeId && assignees.length === 0 && !staff?.setAside)
    .sort((a, b) => Number(b.state === 'ready') - Number(a.state === 'ready'));

interface Props {
  classId: string;
  node: { id: string; name: string };
  user: { id: string; name: string };
  onDone: () => void;
  onCancel: () => void;
}

/** What a swap would leave behind and what goes on, before it is done; which spare, and a note for whoever looks at the old node. */
export function SwapPanel({ classId, node, user, onDone, onCancel }: Props) {
  const t = useTranslations('nodes.swap');
  const state = useTranslations('nodes.state');
  const common = useTranslations('common');
  const look = useSwapNode(node.id);
  const swap = useSwapNode(node.id);
  const spares = sparesIn(useNodes({ class: classId }).data?.items ?? [], node.id);
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const [note, setNote] = useState('');
  const { mutate } = look;
  useEffect(() => mutate({ user: user.id, to: picked, dryRun: true }), [mutate, user.id, picked]);
  const plan = look.data;
  return (
    <Stack component="section" gap="xs" aria-label={t('title', { student: user.name })}>
      {spares.length > 0 && plan && (
        <NativeSelect
          size="xs"
          label={t('spare')}
          value={picked ?? plan.to.id}
          onChange={(event) => setPicked(event.currentTarget.value)}
          data={spares.map((other) => ({ value: other.id, label: `${other.name} · ${state(other.state)}` }))}
        />
      )}
      {plan && <Becomes plan={plan} />}
      <TextInput
        size="xs"
        label={t('note')}
        description={t('noteHint', { name: node.name })}
        value={note}
        maxLength={200}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <FormError error={swap.error ?? look.error} />
      <Group gap="sm">
        <Button
          size="xs"
          disabled={!plan}
          loading={swap.isPending || look.isPending}
          onClick={() =>
            plan &&
            swap.mutate(
              { user: user.id, to: plan.to.id, ...(note.trim() !== '' && { note: note.trim() }) },
              {
                onSuccess: ({ to }) => {
                  void notify('done', t('done', { student: user.name, name: to.name }));
                  onDone();
                },
              },
            )
          }
        >
          {t('submit')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {common('cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

function Becomes({ plan }: { plan: SwappedNode }) {
  const t = useTranslations('nodes.swap');
  const { from, to, containers, terminals, lessons, stepsKept } = plan;
  return (
    <Text component="ul" size="sm" m={0} pl="md">
      <li>{t('gets', { student: plan.user.name, name: to.name })}</li>
      <li>
        {containers === null
          ? t('containersUnknown', { name: from.name })
          : containers.length === 0
            ? t('noContainers', { name: from.name })
            : t('containers', { name: from.name, names: containers.map((container) => container.name).join(', ') })}
      </li>
      {terminals > 0 && <li>{t('terminals', { count: terminals, name: from.name })}</li>}
      <li>{t('kept', { count: stepsKept })}</li>
      {lessons.length > 0 && <li>{t('anew', { count: lessons.length })}</li>}
      {plan.setAside && <li>{t('aside', { name: from.name })}</li>}
    </Text>
  );
}

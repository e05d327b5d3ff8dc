'use client';

import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useUsers } from '@/app/_api/hooks/accounts';
import { useMembers } from '@/app/_api/hooks/classes';
import { useAssignNode, useNodes } from '@/app/_api/hooks/nodes';
import { Dialog } from '@/app/_components/dialog';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import { byName } from '@/lib/shared/by-name';
import type { NodeDto } from '@/lib/shared/nodes';
import { Holder } from './holder';

interface Person {
  id: string;
  name: string;
  email: string;
}

/** Who may be given this node, by name: the students of its class, or any student where it has none. */
function useCandidates(node: NodeDto): Person[] {
  const members = useMembers(node.classId ?? '', { enabled: node.classId !== null });
  const users = useUsers({ enabled: node.classId === null });
  const people = node.classId
    ? (members.data?.items ?? []).filter((m) => m.role === 'student').map((m) => ({ id: m.userId, name: m.name, email: m.email }))
    : (users.data?.items ?? []).filter((user) => user.role === 'student' && !user.disabled);
  const has = new Set(node.assignees.map((person) => person.id));
  return people.filter((person) => !has.has(person.id)).sort((a, b) => byName(a.name, b.name) || byName(a.email, b.email));
}

/** Gives the node to students and takes it back; who has another one is seen, and may give it up in the same step. */
export function AssignDialog({ node, onClose }: { node: NodeDto; onClose: () => void }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const candidates = useCandidates(node);
  const room = useNodes({ class: node.classId ?? 'none' }).data?.items ?? [];
  const nodesOf = (userId: string) => room.filter((other) => other.assignees.some((person) => person.id === userId));
  const assign = useAssignNode();
  const [picked, setPicked] = useState('');
  const [instead, setInstead] = useState(true);
  const person = candidates.find((candidate) => candidate.id === picked);
  const [held, ...more] = person ? nodesOf(person.id) : [];
  const swapped = held && more.length === 0 ? held : undefined;
  const label = (candidate: Person) => {
    const names = nodesOf(candidate.id).map((other) => other.name);
    const text = `${candidate.name} · ${candidate.email}`;
    return names.length > 0 ? `${text} · ${t('assign.has', { nodes: names.join(', ') })}` : text;
  };
  return (
    <Dialog title={t('assign.title', { name: node.name })} holds={assign.isPending} onClose={onClose}>
      <Stack gap="md">
        <div>
          <Text size="sm" c="dimmed" mb={6}>
            {t('assign.current')}
          </Text>
          {node.assignees.length === 0 && <Text>{t('nobody')}</Text>}
          {node.assignees.map((has) => (
            <Holder key={has.id} node={node} person={has} />
          ))}
          {node.assignees.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('assign.takeText')}
            </Text>
          )}
        </div>
        {candidates.length === 0 ? (
          <Text c="dimmed">{t('assign.noStudents')}</Text>
        ) : (
          <NativeSelect
            label={t('assign.pick')}
            description={node.classId ? t('assign.pickHint') : undefined}
            value={person?.id ?? ''}
            onChange={(event) => setPicked(event.currentTarget.value)}
            data={[
              { value: '', label: t('assign.choose') },
              ...candidates.map((candidate) => ({ value: candidate.id, label: label(candidate) })),
            ]}
          />
        )}
        {swapped && (
          <Checkbox
            label={t('assign.instead', { name: swapped.name })}
            checked={instead}
            onChange={(event) => setInstead(event.currentTarget.checked)}
          />
        )}
        <FormError error={assign.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
          <Button
            disabled={!person}
            loading={assign.isPending}
            onClick={() =>
              person &&
              assign.mutate(
                { node: node.id, user: person.id, ...(swapped && instead && { from: swapped.id }) },
                {
                  onSuccess: () => {
                    void notify('done', t('done.assigned', { student: person.name, name: node.name }));
                    setPicked('');
                  },
                },
              )
            }
          >
            {t('assign.give')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

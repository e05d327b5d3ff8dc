'use client';

import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useUsers } from '@/app/_api/hooks/accounts';
import { useMembers } from '@/app/_api/hooks/classes';
import { useAssignNode, useUnassignNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import type { NodeDto } from '@/lib/shared/nodes';

interface Person {
  id: string;
  name: string;
  email: string;
}

/** Who may be given this node: the students of its class, or any student where it has none. */
function useCandidates(node: NodeDto): Person[] {
  const members = useMembers(node.classId ?? '', { enabled: node.classId !== null });
  const users = useUsers({ enabled: node.classId === null });
  const people = node.classId
    ? (members.data?.items ?? []).filter((m) => m.role === 'student').map((m) => ({ id: m.userId, name: m.name, email: m.email }))
    : (users.data?.items ?? []).filter((user) => user.role === 'student' && !user.disabled);
  const has = new Set(node.assignees.map((person) => person.id));
  return people.filter((person) => !has.has(person.id));
}

/** Gives the node to students and takes it back. */
export function AssignDialog({ node, onClose }: { node: NodeDto; onClose: () => void }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const candidates = useCandidates(node);
  const assign = useAssignNode(node.id);
  const unassign = useUnassignNode(node.id);
  const [picked, setPicked] = useState('');
  const person = candidates.find((candidate) => candidate.id === picked) ?? candidates[0];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('assign.title', { name: node.name })}
      centered
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="md">
        <div>
          <Text size="sm" c="dimmed" mb={6}>
            {t('assign.current')}
          </Text>
          {node.assignees.length === 0 && <Text>{t('nobody')}</Text>}
          {node.assignees.map((has) => (
            <Group key={has.id} justify="space-between" wrap="nowrap" py={4}>
              <div style={{ minWidth: 0 }}>
                <Text truncate>{has.name}</Text>
                <Text size="sm" c="dimmed" truncate>
                  {has.email}
                </Text>
              </div>
              <Button
                variant="default"
                size="xs"
                loading={unassign.isPending && unassign.variables === has.id}
                title={t('assign.takeText')}
                onClick={() =>
                  unassign.mutate(has.id, {
                    onSuccess: () => void notify('done', t('done.unassigned', { student: has.name, name: node.name })),
                  })
                }
              >
                {t('assign.take', { student: has.name })}
              </Button>
            </Group>
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
            data={candidates.map((candidate) => ({ value: candidate.id, label: `${candidate.name} · ${candidate.email}` }))}
          />
        )}
        <FormError error={assign.error ?? unassign.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
          <Button
            disabled={!person}
            loading={assign.isPending}
            onClick={() =>
              person &&
              assign.mutate(person.id, {
                onSuccess: () => {
                  void notify('done', t('done.assigned', { student: person.name, name: node.name }));
                  setPicked('');
                },
              })
            }
          >
            {t('assign.give')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

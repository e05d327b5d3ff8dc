'use client';

import { Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useStartOperation } from '@/app/_api/hooks/operations';
import { ConfirmDialog } from '@/app/_components/confirm-dialog';
import { CommandLine } from '@/app/_components/copy';
import classes from './class-lists.module.css';
import { type BulkAction, byNodeOf, commandsOf, isImage, nameOf, namesOf, refsOf, type Row } from './list-lines';

/** So many names, and commands, are told; of the others how many they are. */
const toldNames = 12;
const toldCommands = 4;

/** Asks before something is done to what is selected: what it is, what is lost, and the command of each node. */
export function BulkDialog({
  classId,
  action,
  rows,
  onStarted,
  onClose,
}: {
  classId: string;
  action: BulkAction;
  rows: readonly Row[];
  onStarted: (operationId: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations('classLists');
  const start = useStartOperation(classId);
  // As it was when it was asked: what changes meanwhile is not done unseen.
  const [meant] = useState(rows);
  const commands = commandsOf(meant, action);
  const count = { count: meant.length, nodes: byNodeOf(meant).size };
  const byNode = refsOf(meant);
  const body =
    action === 'removeImages'
      ? ({ kind: 'image.remove', byNode } as const)
      : ({ kind: 'container.control', action, byNode, names: namesOf(meant) } as const);
  const used = meant.filter((row) => isImage(row) && row.containers > 0).length;
  return (
    <ConfirmDialog
      title={t(`ask.${action}.title`, count)}
      submit={t(`action.${action}`)}
      danger={action !== 'start'}
      busy={start.isPending}
      error={start.error}
      onConfirm={() => start.mutate(body, { onSuccess: ({ id }) => onStarted(id) })}
      onClose={onClose}
    >
      <Stack gap="sm">
        <p>{t(`ask.${action}.text`)}</p>
        {used > 0 && <p>{t('ask.used', { count: used })}</p>}
        <ul className={classes.meant}>
          {meant.slice(0, toldNames).map((row) => (
            <li key={`${row.nodeId} ${row.id}`}>
              {row.node} <code>{nameOf(row)}</code>
            </li>
          ))}
          {meant.length > toldNames && <li>{t('ask.more', { count: meant.length - toldNames })}</li>}
        </ul>
        {commands.slice(0, toldCommands).map(({ command, nodes }) => (
          <CommandLine
            key={command}
            command={command}
            label={nodes.length === 1 ? (nodes[0] ?? '') : t('ask.onNodes', { count: nodes.length })}
          />
        ))}
        {commands.length > toldCommands && <p>{t('ask.moreCommands', { count: commands.length - toldCommands })}</p>}
      </Stack>
    </ConfirmDialog>
  );
}

'use client';

import { Text, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { nodeAddress } from '@/app/_components/node-tabs';
import { wishFor } from '@/app/_components/terminal/terminal-wish';
import type { ContainerDto } from '@/lib/shared/containers';
import { splitWords } from '@/lib/shared/shell-words';
import { execCommand } from './container-commands';
import { TaskDialog } from './task-dialog';

/** As many as the panel takes (`terminal:open`). */
const wordsMax = 32;

/** A command of one's own in a container, in a terminal: the terminal page opens it. */
export function ExecDialog({
  nodeId,
  container: { name },
  onClose,
}: {
  nodeId: string;
  container: ContainerDto;
  onClose: () => void;
}) {
  const t = useTranslations('containers.exec');
  const router = useRouter();
  const [typed, setTyped] = useState('sh');
  const [isTold, setTold] = useState(false);
  const argv = splitWords(typed);
  const isWrong = argv === null || argv.length === 0 || argv.length > wordsMax || argv.some((word) => word === '');
  return (
    <TaskDialog
      title={t('title', { name })}
      submit={t('submit')}
      command={execCommand(name, isWrong ? [] : argv)}
      busy={false}
      error={null}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        setTold(true);
        if (isWrong) return;
        wishFor({ kind: 'exec', node: nodeId, container: name, command: argv });
        router.push(nodeAddress(nodeId, 'terminal'));
      }}
    >
      <Text size="sm">{t('text')}</Text>
      <TextInput
        label={t('command')}
        description={t('hint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={isTold && isWrong && t('wrong')}
        styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
      />
    </TaskDialog>
  );
}

'use client';

import { Checkbox, NativeSelect, NumberInput, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCommitContainer, useKillContainer, useLimitContainer, useRenameContainer } from '@/app/_api/hooks/containers';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { useDone } from '@/app/_components/use-told';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import {
  commitContainerSchema,
  type ContainerDto,
  killContainerSchema,
  limitContainerSchema,
  renameContainerSchema,
  signals,
} from '@/lib/shared/containers';
import { commitCommand, killCommand, limitCommand, mebibyte, renameCommand } from './container-commands';
import { ExecDialog } from './exec-dialog';
import { TaskDialog } from './task-dialog';

export type ContainerTask = 'kill' | 'rename' | 'limit' | 'commit' | 'exec';
interface Props {
  nodeId: string;
  container: ContainerDto;
  onClose: () => void;
}

const mono = { input: { fontFamily: 'var(--berth-mono)' } };

/** What one fills in before it is done to a container. */
export function ContainerTaskDialog({ task, ...props }: Props & { task: ContainerTask }) {
  const Dialog = { kill: KillDialog, rename: RenameDialog, limit: LimitDialog, commit: CommitDialog, exec: ExecDialog }[task];
  return <Dialog {...props} />;
}

function KillDialog({ nodeId, container: { id, name }, onClose }: Props) {
  const t = useTranslations('containers');
  const kill = useKillContainer(nodeId);
  const form = useApiForm({
    initialValues: { signal: 'SIGTERM' as (typeof signals)[number] },
    toBody: (values) => values,
    check: useSchemaCheck(killContainerSchema),
  });
  const { signal } = form.values;
  const meaning = signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGHUP' || signal === 'SIGSTOP' ? signal : 'other';
  const command = killCommand(name, signal);
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('kill.title', { name })}
      submit={t('kill.submit')}
      danger
      command={command}
      busy={kill.isPending}
      error={kill.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        kill.mutate({ container: id, ...body }, { onSuccess: told(t('done.killed', { name, signal })), onError: form.refuse }),
      )}
    >
      <NativeSelect
        label={t('kill.signal')}
        description={t(`kill.meaning.${meaning}`)}
        data={[...signals]}
        {...form.getInputProps('signal')}
        styles={mono}
        data-autofocus
      />
    </TaskDialog>
  );
}

function RenameDialog({ nodeId, container: { id, name }, onClose }: Props) {
  const t = useTranslations('containers');
  const rename = useRenameContainer(nodeId);
  const form = useApiForm({
    initialValues: { name },
    toBody: (values) => ({ name: values.name.trim() }),
    check: useSchemaCheck(renameContainerSchema, { name: t('run.nameWrong') }),
  });
  const next = form.values.name.trim();
  const command = renameCommand(name, next);
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('rename.title', { name })}
      submit={t('rename.submit')}
      command={command}
      busy={rename.isPending}
      error={rename.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        rename.mutate({ container: id, ...body }, { onSuccess: told(t('done.renamed', { name, next })), onError: form.refuse }),
      )}
    >
      <TextInput label={t('rename.name')} {...form.getInputProps('name')} autoComplete="off" spellCheck={false} data-autofocus />
    </TaskDialog>
  );
}

const numberOf = (typed: string | number): number | undefined => (typed === '' ? undefined : Number(typed));

function LimitDialog({ nodeId, container: { id, name }, onClose }: Props) {
  const t = useTranslations('containers');
  const limit = useLimitContainer(nodeId);
  const { docker } = usePageNode();
  const check = useSchemaCheck(limitContainerSchema, { memoryBytes: t('limit.memoryWrong') });
  const form = useApiForm({
    initialValues: { memoryBytes: '', cpus: '', pids: '', restart: '', anyPids: false } as Record<
      'memoryBytes' | 'cpus' | 'pids' | 'restart',
      string | number
    > & { anyPids: boolean },
    toBody: ({ memoryBytes, cpus, pids, restart, anyPids }) => {
      const mebibytes = numberOf(memoryBytes);
      return {
        memoryBytes: mebibytes === undefined ? undefined : Math.round(mebibytes * mebibyte),
        cpus: numberOf(cpus),
        pids: anyPids ? null : numberOf(pids),
        restart: restart === '' ? undefined : (restart as 'no'),
      };
    },
    check: (body) =>
      Object.values(body).every((value) => value === undefined)
        ? [{ path: 'memoryBytes', message: t('limit.nothing') }]
        : check(body),
  });
  const command = limitCommand(name, form.getTransformedValues());
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('limit.title', { name })}
      submit={t('limit.submit')}
      command={command}
      busy={limit.isPending}
      error={limit.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        limit.mutate({ container: id, ...body }, { onSuccess: told(t('done.limited', { name })), onError: form.refuse }),
      )}
    >
      <Text size="sm">{t('limit.text')}</Text>
      {docker && (
        <Text size="sm" c="dimmed">
          {t('limit.most', { memory: Math.floor(docker.memoryBytes / mebibyte), cpus: docker.cpus })}
        </Text>
      )}
      <NumberInput
        clampBehavior="none"
        label={t('limit.memory')}
        min={6}
        allowDecimal={false}
        {...form.getInputProps('memoryBytes')}
        data-autofocus
      />
      <NumberInput
        clampBehavior="none"
        label={t('limit.cpus')}
        description={t('limit.cpusHint')}
        min={0.01}
        step={0.5}
        {...form.getInputProps('cpus')}
      />
      <NumberInput
        clampBehavior="none"
        label={t('limit.pids')}
        min={1}
        allowDecimal={false}
        {...form.getInputProps('pids')}
        disabled={form.values.anyPids}
      />
      <Checkbox label={t('limit.anyPids')} {...form.getInputProps('anyPids', { type: 'checkbox' })} />
      <NativeSelect
        label={t('limit.restart')}
        data={[
          { value: '', label: t('limit.unchanged') },
          ...(['no', 'on-failure', 'unless-stopped', 'always'] as const).map((value) => ({ value, label: value })),
        ]}
        {...form.getInputProps('restart')}
      />
    </TaskDialog>
  );
}

function CommitDialog({ nodeId, container: { id, name }, onClose }: Props) {
  const t = useTranslations('containers');
  const commit = useCommitContainer(nodeId);
  const form = useApiForm({
    initialValues: { image: '', author: '', message: '', pause: true },
    toBody: ({ image, author, message, pause }) => ({
      image: image.trim(),
      author: author.trim() || undefined,
      message: message.trim() || undefined,
      pause,
    }),
    check: useSchemaCheck(commitContainerSchema, { image: t('commit.imageWrong') }),
  });
  const command = commitCommand(name, form.getTransformedValues());
  const told = useDone(command, onClose);
  return (
    <TaskDialog
      title={t('commit.title', { name })}
      submit={t('commit.submit')}
      command={command}
      busy={commit.isPending}
      error={commit.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        commit.mutate(
          { container: id, ...body },
          { onSuccess: told(t('done.committed', { name, image: body.image })), onError: form.refuse },
        ),
      )}
    >
      <Text size="sm">{t('commit.text')}</Text>
      <TextInput
        label={t('commit.image')}
        description={t('commit.imageHint')}
        {...form.getInputProps('image')}
        styles={mono}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <TextInput label={t('commit.author')} {...form.getInputProps('author')} autoComplete="off" />
      <Textarea label={t('commit.message')} rows={2} {...form.getInputProps('message')} />
      <Checkbox
        label={t('commit.pause')}
        description={t('commit.pauseHint')}
        {...form.getInputProps('pause', { type: 'checkbox' })}
      />
    </TaskDialog>
  );
}

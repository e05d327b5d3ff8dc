'use client';

import { Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCreateVolume, useInspectVolume, usePruneVolumes } from '@/app/_api/hooks/volumes';
import { dockerCommand } from '@/app/_components/format';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { notify } from '@/app/_components/notify';
import { useTold } from '@/app/_components/use-told';
import { InspectDialog } from '@/app/nodes/[node]/_components/inspect-dialog';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';
import { createVolumeSchema, type VolumeDto } from '@/lib/shared/volumes';

export function CreateVolumeDialog({ nodeId, onClose }: { nodeId: string; onClose: () => void }) {
  const t = useTranslations('volumes');
  const create = useCreateVolume(nodeId);
  const form = useApiForm({
    initialValues: { name: '' },
    toBody: ({ name }) => ({ name: name.trim() || undefined }),
    check: useSchemaCheck(createVolumeSchema, { name: t('create.nameWrong') }),
  });
  const tell = useTold();
  const name = form.values.name.trim();
  const command = dockerCommand('volume', 'create', ...(name ? [name] : []));
  return (
    <TaskDialog
      title={t('create.title')}
      submit={t('create.submit')}
      command={command}
      busy={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        create.mutate(body.name, {
          onSuccess: (volume) => {
            tell(t('done.created', { name: volume.name }), command);
            onClose();
          },
          onError: form.refuse,
        }),
      )}
    >
      <Text size="sm">{t('create.text')}</Text>
      <TextInput
        label={t('create.name')}
        description={t('create.nameHint')}
        {...form.getInputProps('name')}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
    </TaskDialog>
  );
}

export function InspectVolumeDialog(props: { nodeId: string; volume: VolumeDto; onClose: () => void }) {
  const { nodeId, volume, onClose } = props;
  const t = useTranslations('volumes');
  const query = useInspectVolume(nodeId, volume.name);
  const command = dockerCommand('volume', 'inspect', volume.name);
  return <InspectDialog title={t('inspect', { name: volume.name })} query={query} command={command} onClose={onClose} />;
}

/** Names what will be removed, and removes no more than that. */
export function PruneVolumesDialog(props: { nodeId: string; volumes: VolumeDto[]; onClose: () => void }) {
  const { nodeId, volumes, onClose } = props;
  const t = useTranslations('volumes');
  const prune = usePruneVolumes(nodeId);
  const tell = useTold();
  const names = volumes.map(({ name }) => name).slice(0, 500);
  const command = dockerCommand('volume', 'rm', ...names);
  return (
    <LazyConfirm
      title={t('prune.title', { count: names.length })}
      submit={t('prune.submit')}
      command={command}
      busy={prune.isPending}
      goesOn
      error={prune.error}
      onClose={onClose}
      onConfirm={() =>
        prune.mutate(names, {
          onSuccess: ({ removed, kept }) => {
            const text = t('done.pruned', { removed: removed.length, kept: kept.length });
            if (kept.length === 0) tell(text, command);
            else void notify('error', text);
            onClose();
          },
        })
      }
    >
      <p>{t('prune.text')}</p>
    </LazyConfirm>
  );
}

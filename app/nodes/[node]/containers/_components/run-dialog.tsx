'use client';

import { Autocomplete, Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRunContainer } from '@/app/_api/hooks/containers';
import { useImages } from '@/app/_api/hooks/images';
import { CommandLine } from '@/app/_components/copy';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import { isOnNode, parseRun, type RunValues, runCommand } from './run-command';

const blank: RunValues = {
  image: '',
  name: '',
  command: '',
  interactive: true,
  tty: true,
  autoRemove: false,
  ports: '',
  env: '',
};

/** Runs a container; the docker run line it stands for is written along while the form is filled in. */
export function RunDialog({ nodeId, image, onClose }: { nodeId: string; image?: string; onClose: () => void }) {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const run = useRunContainer(nodeId);
  const images = useImages(nodeId).data?.items;
  const local = images?.flatMap((item) => item.tags) ?? [];
  const [values, setValues] = useState<RunValues>({ ...blank, image: image ?? '' });
  const [tried, setTried] = useState(false);
  const { input, wrong } = parseRun(values);
  const change = (part: Partial<RunValues>) => setValues((held) => ({ ...held, ...part }));
  const absent = images !== undefined && wrong.image === undefined && !isOnNode(images, input.image);
  const fieldError = (field: string) => run.error?.fieldError(field);

  function submit(): void {
    setTried(true);
    if (Object.keys(wrong).length > 0) return;
    run.mutate(input, {
      onSuccess: (container) => {
        void notify('done', t('done.ran', { name: container.name }));
        onClose();
      },
    });
  }

  return (
    <Modal opened onClose={onClose} title={t('run.title')} size="lg" closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <Group grow align="flex-start">
            <Autocomplete
              label={t('run.image')}
              description={t('run.imageHint')}
              data={[...new Set(local)]}
              value={values.image}
              onChange={(value) => change({ image: value })}
              error={tried && wrong.image !== undefined ? t('run.imageWrong') : fieldError('image')}
              limit={50}
              data-autofocus
            />
            <TextInput
              label={t('run.name')}
              description={t('run.nameHint')}
              value={values.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              error={tried && wrong.name !== undefined ? t('run.nameWrong') : fieldError('name')}
              autoComplete="off"
            />
          </Group>
          {absent && (
            <Text size="sm" role="status">
              {t('run.imageAbsent')} <Link href={nodeAddress(nodeId, 'images?pull')}>{t('run.imagePull')}</Link>
            </Text>
          )}
          <TextInput
            label={t('run.command')}
            description={t('run.commandHint')}
            value={values.command}
            onChange={(event) => change({ command: event.currentTarget.value })}
            error={wrong.command !== undefined ? t('run.commandWrong') : fieldError('command')}
            styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
            autoComplete="off"
            spellCheck={false}
          />
          <Group gap="lg">
            <Checkbox
              label={t('run.interactive')}
              checked={values.interactive}
              onChange={(event) => change({ interactive: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('run.tty')}
              checked={values.tty}
              onChange={(event) => change({ tty: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('run.remove')}
              checked={values.autoRemove}
              onChange={(event) => change({ autoRemove: event.currentTarget.checked })}
            />
          </Group>
          <Group grow align="flex-start">
            <Textarea
              label={t('run.ports')}
              description={t('run.portsHint')}
              rows={2}
              value={values.ports}
              onChange={(event) => change({ ports: event.currentTarget.value })}
              error={tried && wrong.ports !== undefined ? t('run.portsWrong', { line: wrong.ports }) : fieldError('ports')}
              styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
            />
            <Textarea
              label={t('run.env')}
              description={t('run.envHint')}
              rows={2}
              value={values.env}
              onChange={(event) => change({ env: event.currentTarget.value })}
              error={tried && wrong.env !== undefined ? t('run.envWrong', { line: wrong.env }) : fieldError('env')}
              styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
            />
          </Group>
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('run.standsFor')}
            </Text>
            <CommandLine command={runCommand(input)} />
            <Text size="sm" c="dimmed" mt={6}>
              {t('run.standsForHint')}
            </Text>
          </div>
          <FormError error={run.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {t('run.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

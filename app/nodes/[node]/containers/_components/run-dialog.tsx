'use client';

import { Autocomplete, Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRunContainer } from '@/app/_api/hooks/containers';
import { useImages } from '@/app/_api/hooks/images';
import { CommandLine } from '@/app/_components/copy';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import { runContainerSchema } from '@/lib/shared/containers';
import { imageRefSchema } from '@/lib/shared/images';
import { splitWords } from '@/lib/shared/shell-words';
import { bodyOf, isOnNode, linesOf, type RunValues, runCommand } from './run-command';

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

const mono = { input: { fontFamily: 'var(--berth-mono)' } };

/** The line of a text that a path of the body is about: `env.1` is the second. All of it where the path is about the whole. */
function lineAt(text: string, path: string): string {
  const index = path.split('.')[1];
  return index === undefined ? text : (linesOf(text)[Number(index)] ?? text);
}

/** Runs a container; the docker run line it stands for is written along while the form is filled in. */
export function RunDialog({ nodeId, image, onClose }: { nodeId: string; image?: string; onClose: () => void }) {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const run = useRunContainer(nodeId);
  const images = useImages(nodeId).data?.items;
  const local = images?.flatMap((item) => item.tags) ?? [];
  const texts = {
    image: t('run.imageWrong'),
    name: t('run.nameWrong'),
    ports: (path: string) => t('run.portsWrong', { line: lineAt(form.values.ports, path) }),
    env: (path: string) => t('run.envWrong', { line: lineAt(form.values.env, path) }),
  };
  const check = useSchemaCheck(runContainerSchema, texts);
  const openQuote = { path: 'command', message: t('run.commandWrong') };
  const form = useApiForm({
    initialValues: { ...blank, image: image ?? '' },
    toBody: bodyOf,
    check: (body, { command }) => [...check(body), ...(splitWords(command) === null ? [openQuote] : [])],
  });
  const { values, getInputProps } = form;
  const input = bodyOf(values);
  const absent = images !== undefined && imageRefSchema.safeParse(input.image).success && !isOnNode(images, input.image);

  return (
    <Modal opened onClose={onClose} title={t('run.title')} size="lg" closeButtonProps={{ 'aria-label': common('close') }}>
      <form
        noValidate
        onSubmit={form.onSubmit((body) =>
          run.mutate(body, {
            onSuccess: (container) => {
              void notify('done', t('done.ran', { name: container.name }));
              onClose();
            },
            onError: form.refuse,
          }),
        )}
      >
        <Stack gap="md">
          <Group grow align="flex-start">
            <Autocomplete
              label={t('run.image')}
              description={t('run.imageHint')}
              data={[...new Set(local)]}
              {...getInputProps('image')}
              limit={50}
              data-autofocus
            />
            <TextInput label={t('run.name')} description={t('run.nameHint')} {...getInputProps('name')} autoComplete="off" />
          </Group>
          {absent && (
            <Text size="sm" role="status">
              {t('run.imageAbsent')} <Link href={nodeAddress(nodeId, 'images?pull')}>{t('run.imagePull')}</Link>
            </Text>
          )}
          <TextInput
            label={t('run.command')}
            description={t('run.commandHint')}
            {...getInputProps('command')}
            error={splitWords(values.command) === null ? openQuote.message : form.errors.command}
            styles={mono}
            autoComplete="off"
            spellCheck={false}
          />
          <Group gap="lg">
            <Checkbox label={t('run.interactive')} {...getInputProps('interactive', { type: 'checkbox' })} />
            <Checkbox label={t('run.tty')} {...getInputProps('tty', { type: 'checkbox' })} />
            <Checkbox label={t('run.remove')} {...getInputProps('autoRemove', { type: 'checkbox' })} />
          </Group>
          <Group grow align="flex-start">
            <Textarea
              label={t('run.ports')}
              description={t('run.portsHint')}
              rows={2}
              {...getInputProps('ports')}
              styles={mono}
            />
            <Textarea label={t('run.env')} description={t('run.envHint')} rows={2} {...getInputProps('env')} styles={mono} />
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

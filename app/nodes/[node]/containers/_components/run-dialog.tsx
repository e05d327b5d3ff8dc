'use client';

import { Autocomplete, Checkbox, Group, Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { useContainers, useRunContainer } from '@/app/_api/hooks/containers';
import { useImages } from '@/app/_api/hooks/images';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { useTold } from '@/app/_components/use-told';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { privilegesAsked } from '@/lib/shared/container-privileges';
import { runContainerSchema } from '@/lib/shared/containers';
import { imageRefSchema } from '@/lib/shared/images';
import { inputText } from '@/lib/shared/input-texts';
import { blankRun, writeRunLine } from '@/lib/shared/run-line';
import { bodyOf, isOnNode, lineAt, portsInTheWay, takenPorts, refusedInSight, valuesOf, wordProblems } from './run-form';
import { RunLineField } from './run-line-field';
import { moreIsSet, RunMore } from './run-more';
import { useSuggestedImages } from './suggested-images';

const mono = { input: { fontFamily: 'var(--berth-mono)' } };
const asInTerminal = { run: { ...blankRun(), interactive: true, tty: true }, attached: false };

/** Runs a container; the docker run line it stands for is written along while the form is filled in, and fills it when one is pasted. */
export function RunDialog({ nodeId, image, onClose }: { nodeId: string; image?: string; onClose: () => void }) {
  const t = useTranslations('containers');
  const locale = useLocale();
  const { mayGivePrivileges: mayGive } = usePageNode();
  const run = useRunContainer(nodeId);
  const tell = useTold();
  const router = useRouter();
  const images = useImages(nodeId).data?.items;
  const taken = takenPorts(useContainers(nodeId).data?.items ?? []);
  const suggestions = useSuggestedImages(nodeId);
  const [more, setMore] = useState(false);
  const atLine = (key: 'ports' | 'env' | 'labels' | 'volumes' | 'capAdd' | 'devices') => (path: string) =>
    t(`run.${key}Wrong`, { line: lineAt(form.values, path) });
  const check = useSchemaCheck(runContainerSchema, {
    ...{ image: t('run.imageWrong'), name: t('run.nameWrong'), memoryBytes: t('run.memoryWrong') },
    ...{ ports: atLine('ports'), env: atLine('env'), labels: atLine('labels'), volumes: atLine('volumes') },
    ...{ capAdd: atLine('capAdd'), devices: atLine('devices') },
  });
  const form = useApiForm({
    initialValues: { ...valuesOf(asInTerminal, mayGive).values, image: image ?? '' },
    toBody: bodyOf,
    check: (body, values) => [
      ...wordProblems(values).map((path) => ({ path, message: t(`run.${path}Wrong`) })),
      ...(mayGive ? [] : privilegesAsked(body)).map(({ path, privilege }) => ({ path, message: inputText(locale, privilege) })),
      ...check(body),
    ],
  });
  const { values, getInputProps } = form;
  const input = bodyOf(values);
  const absent = images !== undefined && imageRefSchema.safeParse(input.image).success && !isOnNode(images, input.image);
  const inTheWay = portsInTheWay(input.ports, taken);
  const takenList = [...new Map(taken.map((one) => [`${one.port}/${one.protocol}`, one])).values()];

  return (
    <FormDialog
      title={t('run.title')}
      size="lg"
      submit={t('run.submit')}
      busy={run.isPending}
      error={run.error}
      onSubmit={form.onSubmit((body) =>
        run.mutate(body, {
          onSuccess: (container) => {
            const isOver = values.attached && container.state !== 'running';
            tell(t(isOver ? 'done.ranOver' : 'done.ran', { name: container.name }), writeRunLine(body, values.attached));
            onClose();
            if (values.attached && !isOver)
              router.push(nodeAddress(nodeId, `terminal?run=${encodeURIComponent(container.name)}`));
          },
          onError: form.refuse,
        }),
      )}
      onClose={onClose}
    >
      <RunLineField
        line={writeRunLine(input, values.attached)}
        onRead={(read) => {
          const { values: next, leftOut } = valuesOf(read, mayGive);
          form.setValues(next);
          form.setErrors(
            Object.fromEntries(
              refusedInSight(read.run, mayGive).map(({ path, privilege }) => [path.split('.')[0], inputText(locale, privilege)]),
            ),
          );
          if (moreIsSet(next) > 0) setMore(true);
          return leftOut;
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Autocomplete
          label={t('run.image')}
          description={t('run.imageHint')}
          data={suggestions}
          // The list itself scrolls: a box around it would have to take the focus for that.
          withScrollArea={false}
          styles={{ options: { maxHeight: 240, overflowY: 'auto' } }}
          {...getInputProps('image')}
          limit={50}
          data-autofocus
        />
        <TextInput label={t('run.name')} description={t('run.nameHint')} {...getInputProps('name')} autoComplete="off" />
      </SimpleGrid>
      {absent && (
        <Text size="sm" role="status">
          {t('run.imageAbsent')}{' '}
          <Link href={nodeAddress(nodeId, `images?pull=${encodeURIComponent(input.image)}`)}>{t('run.imagePull')}</Link>
        </Text>
      )}
      <Textarea
        label={t('run.command')}
        description={t('run.commandHint')}
        {...getInputProps('command')}
        error={wordProblems(values).includes('command') ? t('run.commandWrong') : form.errors.command}
        styles={mono}
        autosize
        minRows={1}
        maxRows={8}
        onKeyDown={enterSubmits}
        autoComplete="off"
        spellCheck={false}
      />
      <Radio.Group
        label={t('run.how')}
        value={values.attached ? 'attached' : 'detached'}
        onChange={(value) => form.setFieldValue('attached', value === 'attached')}
      >
        <Stack gap="xs" mt={4}>
          <Radio value="detached" label={t('run.detached')} />
          <Radio value="attached" label={t('run.attached')} description={t('run.attachedHint')} />
        </Stack>
      </Radio.Group>
      <Group gap="lg">
        {!values.attached && (
          <>
            <Checkbox label={t('run.interactive')} {...getInputProps('interactive', { type: 'checkbox' })} />
            <Checkbox label={t('run.tty')} {...getInputProps('tty', { type: 'checkbox' })} />
          </>
        )}
        <Checkbox label={t('run.remove')} {...getInputProps('autoRemove', { type: 'checkbox' })} />
      </Group>
      <div>
        <Textarea
          label={t('run.ports')}
          description={t('run.portsHint')}
          autosize
          minRows={1}
          maxRows={8}
          {...getInputProps('ports')}
          styles={mono}
        />
        {takenList.length > 0 && (
          <Text size="sm" c="dimmed" mt={4}>
            {t('run.portsTaken', {
              list: takenList.map(({ port, container }) => t('run.portTaken', { port: String(port), container })).join(', '),
            })}
          </Text>
        )}
        <div role="status">
          {inTheWay.map(({ port, container }) => (
            <Text key={port} size="sm" mt={4}>
              {t('run.portInTheWay', { port: String(port), container })}
            </Text>
          ))}
        </div>
      </div>
      <RunMore nodeId={nodeId} form={form} mayGive={mayGive} isOpen={more} onToggle={setMore} />
    </FormDialog>
  );
}

/** A command is one line most of the time; Shift and Enter begin another. */
function enterSubmits(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

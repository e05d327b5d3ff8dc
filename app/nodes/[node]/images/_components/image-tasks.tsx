'use client';

import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveImageUrl, usePushImage, useTagImage } from '@/app/_api/hooks/images';
import { dockerCommand, formatBytes, shortId } from '@/app/_components/format';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { useTold } from '@/app/_components/use-told';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';
import { type ImageDto, tagImageSchema } from '@/lib/shared/images';
import { nameOf, registryOf, saveCommand, tagCommand } from './image-commands';

export type ImageTask = 'tag' | 'push' | 'save';
interface Props {
  nodeId: string;
  image: ImageDto;
  /** All images of the node: a tag that one of them has would be taken from it. */
  images: ImageDto[];
  onClose: () => void;
}

const mono = { input: { fontFamily: 'var(--berth-mono)' } };

/** What one fills in before it is done with an image. */
export function ImageTaskDialog({ task, ...props }: Props & { task: ImageTask }) {
  const Dialog = { tag: TagDialog, push: PushDialog, save: SaveDialog }[task];
  return <Dialog {...props} />;
}

/** A further tag. Says from which image the tag is taken, if another one has it. */
function TagDialog({ nodeId, image, images, onClose }: Props) {
  const t = useTranslations('images');
  const tag = useTagImage(nodeId);
  const tell = useTold();
  const name = nameOf(image);
  const form = useApiForm({
    initialValues: { tag: '' },
    toBody: (values) => ({ tag: values.tag.trim() }),
    check: useSchemaCheck(tagImageSchema, { tag: t('tag.wrong') }),
  });
  const wanted = form.getTransformedValues().tag;
  const whole = wanted.lastIndexOf(':') > wanted.lastIndexOf('/') ? wanted : `${wanted}:latest`;
  const command = tagCommand(name, wanted);
  const before = images.find(({ id, tags }) => id !== image.id && tags.includes(whole));
  return (
    <TaskDialog
      title={t('tag.title', { name })}
      submit={t('tag.submit')}
      command={command}
      busy={tag.isPending}
      error={tag.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        tag.mutate(
          { image: image.id, ...body },
          {
            onSuccess: () => {
              tell(t('done.tagged', { name, tag: whole }), command);
              onClose();
            },
            onError: form.refuse,
          },
        ),
      )}
    >
      <Text size="sm">{t('tag.text')}</Text>
      <TextInput
        label={t('tag.label')}
        description={t('tag.hint')}
        {...form.getInputProps('tag')}
        styles={mono}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
      />
      {before && <Text size="sm">{t('tag.moved', { tag: whole, id: shortId(before.id), left: before.tags.length - 1 })}</Text>}
    </TaskDialog>
  );
}

/** Which of its tags is pushed, and where that leads. The job itself stands on the page from here on, to its end. */
function PushDialog({ nodeId, image, onClose }: Props) {
  const t = useTranslations('images.push');
  const push = usePushImage(nodeId);
  // One with a registry first: that is what people tag for.
  const [tag, setTag] = useState(image.tags.find((each) => registryOf(each) !== null) ?? nameOf(image));
  const registry = registryOf(tag);
  return (
    <TaskDialog
      title={t('title', { name: tag })}
      submit={t('submit')}
      command={dockerCommand('push', tag)}
      busy={push.isPending}
      error={push.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (!push.isPending) push.mutate(tag, { onSuccess: onClose });
      }}
    >
      <TagChoice label={t('tag')} image={image} value={tag} onChange={setTag} />
      <Text size="sm">{registry === null ? t('toHub') : t('to', { registry })}</Text>
    </TaskDialog>
  );
}

/** The browser downloads it: nothing of it is held by the page, and a page that is left ends nothing. */
function SaveDialog({ nodeId, image, onClose }: Props) {
  const t = useTranslations('images.save');
  const [tag, setTag] = useState(nameOf(image));
  return (
    <TaskDialog
      title={t('title', { name: tag })}
      submit={t('submit')}
      command={saveCommand(tag)}
      busy={false}
      error={null}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        const link = document.createElement('a');
        link.href = saveImageUrl(nodeId, image.tags.length > 0 ? tag : image.id);
        // A refusal is then a failed download and not another page.
        link.download = '';
        link.click();
        onClose();
      }}
    >
      {image.tags.length > 0 && <TagChoice label={t('tag')} image={image} value={tag} onChange={setTag} />}
      <Text size="sm">{t('text', { size: formatBytes(image.sizeBytes) })}</Text>
    </TaskDialog>
  );
}

function TagChoice(props: { label: string; image: ImageDto; value: string; onChange: (tag: string) => void }) {
  const { label, image, value, onChange } = props;
  return (
    <NativeSelect
      label={label}
      data={image.tags}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      styles={mono}
      data-autofocus
    />
  );
}

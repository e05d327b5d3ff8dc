'use client';

import { Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useTagImage } from '@/app/_api/hooks/images';
import { shortId } from '@/app/_components/format';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { notify } from '@/app/_components/notify';
import { TaskDialog } from '@/app/nodes/[node]/containers/_components/task-dialog';
import { type ImageDto, tagImageSchema } from '@/lib/shared/images';
import { nameOf, tagCommand } from './image-commands';

interface Props {
  nodeId: string;
  image: ImageDto;
  images: ImageDto[];
  onClose: () => void;
}

/** A further tag for an image. Says from which image the tag is taken, if another one has it. */
export function TagDialog({ nodeId, image, images, onClose }: Props) {
  const t = useTranslations('images');
  const tag = useTagImage(nodeId);
  const name = nameOf(image);
  const form = useApiForm({
    initialValues: { tag: '' },
    toBody: (values) => ({ tag: values.tag.trim() }),
    check: useSchemaCheck(tagImageSchema, { tag: t('tag.wrong') }),
  });
  const wanted = form.getTransformedValues().tag;
  const whole = wanted.lastIndexOf(':') > wanted.lastIndexOf('/') ? wanted : `${wanted}:latest`;
  const before = images.find(({ id, tags }) => id !== image.id && tags.includes(whole));
  return (
    <TaskDialog
      title={t('tag.title', { name })}
      submit={t('tag.submit')}
      command={tagCommand(name, wanted)}
      busy={tag.isPending}
      error={tag.error}
      onClose={onClose}
      onSubmit={form.onSubmit((body) =>
        tag.mutate(
          { image: image.id, ...body },
          {
            onSuccess: () => {
              void notify('done', t('done.tagged', { name, tag: whole }));
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
        styles={{ input: { fontFamily: 'var(--berth-mono)' } }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
      />
      {before && <Text size="sm">{t('tag.moved', { tag: whole, id: shortId(before.id), left: before.tags.length - 1 })}</Text>}
    </TaskDialog>
  );
}

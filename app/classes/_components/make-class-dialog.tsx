'use client';

import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useClasses, useCreateClass } from '@/app/_api/hooks/classes';
import { FormDialog } from '@/app/_components/form-dialog';
import { useApiForm } from '@/app/_components/forms/use-api-form';
import { useSchemaCheck } from '@/app/_components/forms/use-schema-check';
import { createClassSchema } from '@/lib/shared/accounts';

/** Asks for the name. What was typed is still there when it is opened again. */
export function MakeClassDialog({ part, opened, onClose }: { part: string; opened: boolean; onClose: () => void }) {
  const t = useTranslations('classes.make');
  const router = useRouter();
  const create = useCreateClass();
  const form = useApiForm({
    initialValues: { name: '', copyOf: '', moveNodes: false },
    toBody: ({ name, copyOf, moveNodes }) => (copyOf === '' ? { name } : { name, copyOf, moveNodes }),
    check: useSchemaCheck(createClassSchema),
  });
  const others = useClasses({ enabled: opened }).data?.items ?? [];
  const copied = others.find(({ id }) => id === form.values.copyOf);
  if (!opened) return null;
  return (
    <FormDialog
      title={t('open')}
      submit={t('submit')}
      busy={create.isPending}
      error={create.error}
      onSubmit={form.onSubmit((body) =>
        create.mutate(body, { onSuccess: (made) => router.push(`/classes/${made.id}${part}`), onError: form.refuse }),
      )}
      onClose={onClose}
    >
      <TextInput label={t('name')} {...form.getInputProps('name')} data-autofocus />
      {others.length > 0 && (
        <NativeSelect
          label={t('copyOf')}
          description={t('copyHint')}
          {...form.getInputProps('copyOf')}
          data={[{ value: '', label: t('copyNone') }, ...others.map((other) => ({ value: other.id, label: other.name }))]}
        />
      )}
      {copied && copied.nodes > 0 && (
        <Checkbox
          label={t('moveNodes', { count: copied.nodes, class: copied.name })}
          description={t('moveNodesHint')}
          {...form.getInputProps('moveNodes', { type: 'checkbox' })}
        />
      )}
    </FormDialog>
  );
}
